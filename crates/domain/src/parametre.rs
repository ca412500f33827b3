//! What the administrateur settles for their académie: texts of letters and of mails, the
//! logo of the letters, delays and limits. What is not settled is as the service is
//! (docs/decisions/0025-parametres.md).

use crate::conservation::GenreConserve;
use crate::convocation::Lettre;
use crate::droits::{Acteur, Portee, Role};
use crate::ids::AcademieId;
use crate::signature::ImageRefusee;
use crate::{Conservation, DroitSantorin, SANTORIN_JOURS_MAX, TypeMission, texte};
use core::fmt::Write as _;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Longest wait of a group send, in seconds.
pub const ENVOI_DELAI_MAX: u32 = 600;
/// Longest wait before a reminder, in days.
pub const RAPPEL_JOURS_MAX: u32 = 60;
/// Lightest limit that may be put on an image, in kibibytes.
pub const IMAGE_KO_MIN: u32 = 64;
/// Most lines of a text of several lines.
pub const TEXTE_LIGNES_MAX: usize = 12;
/// Lines of history shown at most.
pub const PARAMETRE_HISTORIQUE: u32 = 100;

// ----------------------------------------------------------------- placeholders

/// What a text may leave to each convocation: `{nom}`, `{mission}`…
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChampTexte {
    /// `Marie DUPONT`.
    Nom,
    /// `172278 – Correction de copies épreuve EC`.
    Mission,
    /// `172278`.
    Numero,
    /// `Correction de copies épreuve EC`.
    Type,
    /// `BGT 2021`.
    Session,
    /// Name of the centre.
    Centre,
    /// Name of the académie: `Toulouse`.
    Academie,
    /// The first day: `1er février 2021`.
    Date,
    /// Who convokes: `le centre LPO BELLEVUE`.
    Auteur,
    /// The centre and how it is reached.
    Contact,
    /// What a group send was: `Envoi de 12 convocations`.
    Envoi,
    /// An établissement: `LPO BELLEVUE (0310038Y)`.
    Etablissement,
    /// Year of the sessions: `2021`.
    Annee,
    /// What is not validated: `2 disciplines ne sont pas encore validées`.
    Reste,
}

impl ChampTexte {
    /// Every one.
    pub const TOUS: [Self; 14] = [
        Self::Nom,
        Self::Mission,
        Self::Numero,
        Self::Type,
        Self::Session,
        Self::Centre,
        Self::Academie,
        Self::Date,
        Self::Auteur,
        Self::Contact,
        Self::Envoi,
        Self::Etablissement,
        Self::Annee,
        Self::Reste,
    ];

    /// Those that any letter answers.
    const COMMUNS: [Self; 8] = [
        Self::Nom,
        Self::Mission,
        Self::Numero,
        Self::Type,
        Self::Session,
        Self::Centre,
        Self::Academie,
        Self::Date,
    ];

    /// What is written between the braces.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Nom => "nom",
            Self::Mission => "mission",
            Self::Numero => "numero",
            Self::Type => "type",
            Self::Session => "session",
            Self::Centre => "centre",
            Self::Academie => "academie",
            Self::Date => "date",
            Self::Auteur => "auteur",
            Self::Contact => "contact",
            Self::Envoi => "envoi",
            Self::Etablissement => "etablissement",
            Self::Annee => "annee",
            Self::Reste => "reste",
        }
    }

    /// As it is typed: `{nom}`.
    #[must_use]
    pub fn marque(self) -> String {
        format!("{{{}}}", self.code())
    }

    /// Reads what is between the braces.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|c| c.code() == code)
    }

    /// What it becomes on a letter; empty for those that only who writes it knows
    /// ([`ChampTexte::Auteur`], [`ChampTexte::Contact`]), and for those of mails that are of
    /// no letter.
    #[must_use]
    pub fn de(self, lettre: &Lettre) -> String {
        let m = &lettre.mission;
        match self {
            Self::Nom => {
                let d = &lettre.destinataire;
                format!("{} {}", d.prenom.trim(), d.nom.trim())
                    .trim()
                    .to_owned()
            }
            Self::Mission => format!("{} – {}", m.numero, m.type_mission.libelle()),
            Self::Numero => m.numero.to_string(),
            Self::Type => m.type_mission.libelle().to_owned(),
            Self::Session => m.session.libelle.clone(),
            Self::Centre => lettre.centre_nom.trim().to_owned(),
            Self::Academie => lettre.academie.trim().to_owned(),
            Self::Date => {
                use crate::Datelike;
                let creneaux = &lettre.affectation.creneaux;
                let jour = creneaux.iter().map(|c| c.jour).min().unwrap_or(m.debut);
                let quantieme = match jour.day() {
                    1 => "1er".to_owned(),
                    n => n.to_string(),
                };
                format!(
                    "{quantieme} {} {}",
                    crate::nom_mois(jour.month()),
                    jour.year()
                )
            }
            Self::Auteur
            | Self::Contact
            | Self::Envoi
            | Self::Etablissement
            | Self::Annee
            | Self::Reste => String::new(),
        }
    }
}

/// A piece of a text.
enum Morceau<'t> {
    Tel(&'t str),
    Entre(&'t str),
}

/// Cuts a text at its braces; none when one of them is alone.
fn morceaux(texte: &str) -> Option<Vec<Morceau<'_>>> {
    let mut morceaux = Vec::new();
    let mut reste = texte;
    while let Some((avant, suite)) = reste.split_once('{') {
        let (dedans, apres) = suite.split_once('}')?;
        if avant.contains('}') || dedans.contains('{') {
            return None;
        }
        morceaux.push(Morceau::Tel(avant));
        morceaux.push(Morceau::Entre(dedans));
        reste = apres;
    }
    if reste.contains('}') {
        return None;
    }
    morceaux.push(Morceau::Tel(reste));
    Some(morceaux)
}

/// A text with what each placeholder becomes. One that is not known stays as it is: texts are
/// checked before they are kept ([`TexteRegle::lire_saisi`]).
#[must_use]
pub fn remplir(texte: &str, valeur: impl Fn(ChampTexte) -> String) -> String {
    let Some(morceaux) = morceaux(texte) else {
        return texte.to_owned();
    };
    let mut sortie = String::with_capacity(texte.len() + 32);
    for morceau in morceaux {
        match morceau {
            Morceau::Tel(t) => sortie.push_str(t),
            Morceau::Entre(code) => match ChampTexte::lire(code.trim()) {
                Some(champ) => sortie.push_str(&valeur(champ)),
                None => {
                    // Writing to a string cannot fail.
                    let _ = write!(sortie, "{{{code}}}");
                }
            },
        }
    }
    sortie
}

// -------------------------------------------------------------------------- texts

/// Where a text is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GroupeTexte {
    /// On the letter.
    Lettre,
    /// In the mail that brings a convocation.
    Convocation,
    /// In the reminder.
    Rappel,
    /// In the mail that cancels.
    Annulation,
    /// In the summary of a group send.
    Recapitulatif,
    /// In the mail that reminds an établissement of its compétences.
    Competences,
    /// In the mail by which somebody chooses their password.
    Invitation,
}

impl GroupeTexte {
    /// Every one, in the order of the pages.
    pub const TOUS: [Self; 7] = [
        Self::Lettre,
        Self::Convocation,
        Self::Rappel,
        Self::Annulation,
        Self::Recapitulatif,
        Self::Competences,
        Self::Invitation,
    ];

    /// Whether it is of mails that are to nobody about a convocation of theirs: no letter
    /// shows it.
    #[must_use]
    pub const fn sans_lettre(self) -> bool {
        matches!(
            self,
            Self::Recapitulatif | Self::Competences | Self::Invitation
        )
    }
}

/// A text that an académie may settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TexteRegle {
    /// Notice that coming is an obligation.
    Obligation,
    /// The same for who scans papers, which is no jury.
    ObligationNumerisation,
    /// The right to correct in SANTORIN.
    SantorinCorrection,
    /// The right to scan in SANTORIN.
    SantorinNumerisation,
    /// Whom to tell of an impediment.
    Empechement,
    /// Closing sentence of the letter; nothing at first.
    Cloture,
    /// Subject of the mail.
    ConvocationSujet,
    /// Its first paragraphs, before the facts.
    ConvocationDebut,
    /// Its last ones, before the signature.
    ConvocationFin,
    /// Subject of the reminder.
    RappelSujet,
    /// Its first paragraphs.
    RappelDebut,
    /// Its last ones.
    RappelFin,
    /// Subject of the cancellation.
    AnnulationSujet,
    /// Its first paragraphs.
    AnnulationDebut,
    /// Its last ones; nothing at first.
    AnnulationFin,
    /// Subject of the summary of a group send.
    RecapitulatifSujet,
    /// Its last paragraphs; nothing at first.
    RecapitulatifFin,
    /// Subject of the reminder of compétences.
    CompetencesSujet,
    /// Its first paragraphs.
    CompetencesDebut,
    /// Its last ones; nothing at first.
    CompetencesFin,
    /// Subject of the invitation.
    InvitationSujet,
    /// Its first paragraphs, before the link; nothing at first.
    InvitationDebut,
    /// Its last ones; nothing at first.
    InvitationFin,
}

impl TexteRegle {
    /// Every one, in the order of the pages.
    pub const TOUS: [Self; 23] = [
        Self::Obligation,
        Self::ObligationNumerisation,
        Self::SantorinCorrection,
        Self::SantorinNumerisation,
        Self::Empechement,
        Self::Cloture,
        Self::ConvocationSujet,
        Self::ConvocationDebut,
        Self::ConvocationFin,
        Self::RappelSujet,
        Self::RappelDebut,
        Self::RappelFin,
        Self::AnnulationSujet,
        Self::AnnulationDebut,
        Self::AnnulationFin,
        Self::RecapitulatifSujet,
        Self::RecapitulatifFin,
        Self::CompetencesSujet,
        Self::CompetencesDebut,
        Self::CompetencesFin,
        Self::InvitationSujet,
        Self::InvitationDebut,
        Self::InvitationFin,
    ];

    /// Code in the database, in addresses and in the audit trail.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Obligation => "obligation",
            Self::ObligationNumerisation => "obligation_numerisation",
            Self::SantorinCorrection => "santorin_correction",
            Self::SantorinNumerisation => "santorin_numerisation",
            Self::Empechement => "empechement",
            Self::Cloture => "cloture",
            Self::ConvocationSujet => "convocation_sujet",
            Self::ConvocationDebut => "convocation_debut",
            Self::ConvocationFin => "convocation_fin",
            Self::RappelSujet => "rappel_sujet",
            Self::RappelDebut => "rappel_debut",
            Self::RappelFin => "rappel_fin",
            Self::AnnulationSujet => "annulation_sujet",
            Self::AnnulationDebut => "annulation_debut",
            Self::AnnulationFin => "annulation_fin",
            Self::RecapitulatifSujet => "recapitulatif_sujet",
            Self::RecapitulatifFin => "recapitulatif_fin",
            Self::CompetencesSujet => "competences_sujet",
            Self::CompetencesDebut => "competences_debut",
            Self::CompetencesFin => "competences_fin",
            Self::InvitationSujet => "invitation_sujet",
            Self::InvitationDebut => "invitation_debut",
            Self::InvitationFin => "invitation_fin",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|t| t.code() == code)
    }

    /// Where it is read.
    #[must_use]
    pub const fn groupe(self) -> GroupeTexte {
        match self {
            Self::Obligation
            | Self::ObligationNumerisation
            | Self::SantorinCorrection
            | Self::SantorinNumerisation
            | Self::Empechement
            | Self::Cloture => GroupeTexte::Lettre,
            Self::ConvocationSujet | Self::ConvocationDebut | Self::ConvocationFin => {
                GroupeTexte::Convocation
            }
            Self::RappelSujet | Self::RappelDebut | Self::RappelFin => GroupeTexte::Rappel,
            Self::AnnulationSujet | Self::AnnulationDebut | Self::AnnulationFin => {
                GroupeTexte::Annulation
            }
            Self::RecapitulatifSujet | Self::RecapitulatifFin => GroupeTexte::Recapitulatif,
            Self::CompetencesSujet | Self::CompetencesDebut | Self::CompetencesFin => {
                GroupeTexte::Competences
            }
            Self::InvitationSujet | Self::InvitationDebut | Self::InvitationFin => {
                GroupeTexte::Invitation
            }
        }
    }

    /// Most characters. Those of the letter are measured on paper too.
    #[must_use]
    pub const fn maximum(self) -> usize {
        match self {
            Self::Obligation | Self::ObligationNumerisation => 320,
            Self::SantorinCorrection | Self::SantorinNumerisation => 160,
            Self::Empechement | Self::Cloture => 200,
            Self::ConvocationSujet
            | Self::RappelSujet
            | Self::AnnulationSujet
            | Self::RecapitulatifSujet
            | Self::CompetencesSujet
            | Self::InvitationSujet => 120,
            Self::ConvocationDebut
            | Self::ConvocationFin
            | Self::RappelDebut
            | Self::RappelFin
            | Self::AnnulationDebut
            | Self::AnnulationFin
            | Self::RecapitulatifFin
            | Self::CompetencesDebut
            | Self::CompetencesFin
            | Self::InvitationDebut
            | Self::InvitationFin => 1_000,
        }
    }

    /// Whether it may have several paragraphs, one a line.
    #[must_use]
    pub const fn plusieurs_lignes(self) -> bool {
        matches!(
            self,
            Self::ConvocationDebut
                | Self::ConvocationFin
                | Self::RappelDebut
                | Self::RappelFin
                | Self::AnnulationDebut
                | Self::AnnulationFin
                | Self::RecapitulatifFin
                | Self::CompetencesDebut
                | Self::CompetencesFin
                | Self::InvitationDebut
                | Self::InvitationFin
        )
    }

    /// Whether it is the subject of a mail: searched by typing, hence without no-break spaces.
    #[must_use]
    pub const fn est_sujet(self) -> bool {
        matches!(
            self,
            Self::ConvocationSujet
                | Self::RappelSujet
                | Self::AnnulationSujet
                | Self::RecapitulatifSujet
                | Self::CompetencesSujet
                | Self::InvitationSujet
        )
    }

    /// Whether it may be nothing at all.
    #[must_use]
    pub const fn facultatif(self) -> bool {
        matches!(
            self,
            Self::Cloture
                | Self::ConvocationFin
                | Self::RappelFin
                | Self::AnnulationFin
                | Self::RecapitulatifFin
                | Self::CompetencesFin
                | Self::InvitationDebut
                | Self::InvitationFin
        )
    }

    /// Whether the letters and mails of a kind of mission have it.
    #[must_use]
    pub fn se_lit_sur(self, type_mission: TypeMission) -> bool {
        let santorin = type_mission.faits().santorin;
        match self {
            Self::Obligation => santorin != Some(DroitSantorin::Numerisation),
            Self::ObligationNumerisation | Self::SantorinNumerisation => {
                santorin == Some(DroitSantorin::Numerisation)
            }
            Self::SantorinCorrection => santorin == Some(DroitSantorin::Correction),
            _ => true,
        }
    }

    /// The placeholders it may have.
    #[must_use]
    pub fn champs(self) -> Vec<ChampTexte> {
        use ChampTexte as C;
        let mut champs = ChampTexte::COMMUNS.to_vec();
        match self.groupe() {
            GroupeTexte::Lettre => {
                if self == Self::Empechement {
                    champs.push(ChampTexte::Contact);
                }
            }
            GroupeTexte::Convocation | GroupeTexte::Rappel | GroupeTexte::Annulation => {
                champs.push(ChampTexte::Auteur);
            }
            // Of everybody convoked at once: neither a person nor a day.
            GroupeTexte::Recapitulatif => {
                champs.retain(|c| !matches!(c, C::Nom | C::Date));
                champs.push(C::Envoi);
            }
            GroupeTexte::Competences => {
                champs = vec![C::Academie, C::Etablissement, C::Annee, C::Reste];
            }
            GroupeTexte::Invitation => champs = vec![C::Academie],
        }
        champs
    }

    /// The placeholders of which it must have one: without it nobody would know what is
    /// spoken of, or whom to call.
    #[must_use]
    pub const fn exiges(self) -> &'static [ChampTexte] {
        match self {
            Self::Empechement => &[ChampTexte::Contact],
            Self::ConvocationSujet
            | Self::RappelSujet
            | Self::AnnulationSujet
            | Self::ConvocationDebut
            | Self::RappelDebut
            | Self::AnnulationDebut
            | Self::RecapitulatifSujet => &[ChampTexte::Mission, ChampTexte::Numero],
            Self::CompetencesSujet => &[ChampTexte::Annee],
            Self::CompetencesDebut => &[ChampTexte::Etablissement],
            _ => &[],
        }
    }

    /// A text as it is kept, when it may be.
    ///
    /// # Errors
    /// [`ParametreErreur`] naming the first thing that is wrong.
    pub fn lire_saisi(self, saisi: &str) -> Result<String, ParametreErreur> {
        let propre = if self.plusieurs_lignes() {
            texte::nettoyer_lignes(saisi)
        } else {
            // Of one paragraph: line ends are blanks.
            texte::nettoyer_lignes(saisi)
                .replace('\n', " ")
                .trim()
                .to_owned()
        };
        if texte::a_caractere_de_controle_hors_lignes(&propre) {
            return Err(ParametreErreur::CaractereInterdit);
        }
        if propre.is_empty() {
            return if self.facultatif() {
                Ok(propre)
            } else {
                Err(ParametreErreur::Vide)
            };
        }
        let longueur = propre.chars().count();
        if longueur > self.maximum() {
            return Err(ParametreErreur::TropLong {
                longueur,
                maximum: self.maximum(),
            });
        }
        if propre.lines().count() > TEXTE_LIGNES_MAX {
            return Err(ParametreErreur::TropDeLignes);
        }
        let permis = self.champs();
        let mut trouves = Vec::new();
        for morceau in morceaux(&propre).ok_or(ParametreErreur::AccoladeSeule)? {
            let Morceau::Entre(code) = morceau else {
                continue;
            };
            match ChampTexte::lire(code.trim()).filter(|c| permis.contains(c)) {
                Some(champ) => trouves.push(champ),
                None => {
                    return Err(ParametreErreur::ChampInconnu {
                        champ: texte::abreger(code.trim(), 40),
                        permis,
                    });
                }
            }
        }
        let exiges = self.exiges();
        if !exiges.is_empty() && !exiges.iter().any(|c| trouves.contains(c)) {
            return Err(ParametreErreur::ChampManquant {
                un_de: exiges.to_vec(),
            });
        }
        Ok(propre)
    }
}

/// What an académie has letters and mails say, and their logo: what is not here is as the
/// service is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Modele {
    /// The texts that were settled.
    pub textes: Arc<BTreeMap<TexteRegle, String>>,
    /// Logo of the letters: PNG, or empty.
    pub logo_png: Arc<[u8]>,
}

impl Modele {
    /// The text that was settled; none: that of the service.
    #[must_use]
    pub fn texte(&self, texte: TexteRegle) -> Option<&str> {
        self.textes.get(&texte).map(String::as_str)
    }

    /// The same with another text; none: that of the service.
    #[must_use]
    pub fn avec(mut self, texte: TexteRegle, valeur: Option<String>) -> Self {
        let textes = Arc::make_mut(&mut self.textes);
        match valeur {
            Some(valeur) => {
                textes.insert(texte, valeur);
            }
            None => {
                textes.remove(&texte);
            }
        }
        self
    }
}

// ------------------------------------------------------------------------ numbers

/// A delay or a limit that an académie may settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NombreRegle {
    /// Seconds during which a group send can be stopped.
    EnvoiDelai,
    /// Days after which who has not answered is reminded; 0: nobody is by itself.
    RappelJours,
    /// Days during which a right in SANTORIN lasts after the last day.
    SantorinJours,
    /// Heaviest image of a signature or a logo, in kibibytes.
    ImageKo,
    /// Days that a kind of thing is kept.
    Conservation(GenreConserve),
}

impl NombreRegle {
    /// Every one, in the order of the page. Of what is kept, what belongs to an académie: the
    /// audit trail is sealed for all of them at once, and sign-ins belong to none.
    pub const TOUS: [Self; 12] = [
        Self::EnvoiDelai,
        Self::RappelJours,
        Self::SantorinJours,
        Self::ImageKo,
        Self::Conservation(GenreConserve::Convocations),
        Self::Conservation(GenreConserve::Accuses),
        Self::Conservation(GenreConserve::Courriels),
        Self::Conservation(GenreConserve::Messages),
        Self::Conservation(GenreConserve::Selections),
        Self::Conservation(GenreConserve::Indisponibilites),
        Self::Conservation(GenreConserve::Brouillons),
        Self::Conservation(GenreConserve::Appels),
    ];

    /// Code in the database and in the audit trail.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::EnvoiDelai => "envoi_delai".to_owned(),
            Self::RappelJours => "rappel_jours".to_owned(),
            Self::SantorinJours => "santorin_jours".to_owned(),
            Self::ImageKo => "image_ko".to_owned(),
            Self::Conservation(genre) => format!("conservation_{}", genre.code()),
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|n| n.code() == code)
    }

    /// The least and the most it may be.
    #[must_use]
    pub fn bornes(self) -> (u32, u32) {
        match self {
            Self::EnvoiDelai => (0, ENVOI_DELAI_MAX),
            Self::RappelJours => (0, RAPPEL_JOURS_MAX),
            Self::SantorinJours => (0, SANTORIN_JOURS_MAX),
            Self::ImageKo => (IMAGE_KO_MIN, image_ko_max()),
            Self::Conservation(genre) => {
                let (min, max) = genre.bornes();
                (u32::from(min), u32::from(max))
            }
        }
    }

    /// A number as typed; none for an empty field: that of the service.
    ///
    /// # Errors
    /// [`ParametreErreur::Nombre`] when it is none, or out of its bounds.
    pub fn lire_saisi(self, saisi: &str) -> Result<Option<u32>, ParametreErreur> {
        let propre: String = saisi.chars().filter(|c| !c.is_whitespace()).collect();
        if propre.is_empty() {
            return Ok(None);
        }
        let (min, max) = self.bornes();
        propre
            .parse::<u32>()
            .ok()
            .filter(|n| (min..=max).contains(n))
            .map(Some)
            .ok_or_else(|| ParametreErreur::Nombre {
                nombre: self,
                saisi: texte::abreger(&texte::nettoyer(saisi), 20),
            })
    }
}

/// The heaviest image that the service receives, in kibibytes.
#[must_use]
pub fn image_ko_max() -> u32 {
    u32::try_from(crate::IMAGE_OCTETS_MAX / 1024).unwrap_or(u32::MAX)
}

/// The numbers that hold in an académie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nombres {
    /// Seconds during which a group send can be stopped.
    pub envoi_delai: i64,
    /// Days after which who has not answered is reminded; none: nobody is by itself.
    pub rappel_jours: Option<i64>,
    /// Days during which a right in SANTORIN lasts after the last day.
    pub santorin_jours: u32,
    /// Heaviest image of a signature or a logo, in bytes.
    pub image_octets: usize,
    /// How long what is kept is kept.
    pub conservation: Conservation,
}

impl Nombres {
    /// One of them.
    #[must_use]
    pub fn valeur(&self, nombre: NombreRegle) -> u32 {
        match nombre {
            NombreRegle::EnvoiDelai => u32::try_from(self.envoi_delai).unwrap_or(0),
            NombreRegle::RappelJours => u32::try_from(self.rappel_jours.unwrap_or(0)).unwrap_or(0),
            NombreRegle::SantorinJours => self.santorin_jours,
            NombreRegle::ImageKo => u32::try_from(self.image_octets / 1024).unwrap_or(u32::MAX),
            NombreRegle::Conservation(genre) => u32::from(self.conservation.jours(genre)),
        }
    }

    /// The same with another value of one of them, brought within its bounds: what was kept
    /// when they were others.
    #[must_use]
    pub fn avec(mut self, nombre: NombreRegle, valeur: u32) -> Self {
        let (min, max) = nombre.bornes();
        let valeur = valeur.clamp(min, max);
        match nombre {
            NombreRegle::EnvoiDelai => self.envoi_delai = i64::from(valeur),
            NombreRegle::RappelJours => {
                self.rappel_jours = (valeur > 0).then_some(i64::from(valeur));
            }
            NombreRegle::SantorinJours => self.santorin_jours = valeur,
            NombreRegle::ImageKo => {
                self.image_octets = usize::try_from(valeur).unwrap_or(0) * 1024;
            }
            NombreRegle::Conservation(genre) => {
                let jours = u16::try_from(valeur).unwrap_or(u16::MAX);
                if let Some(autre) = self.conservation.avec(genre, jours) {
                    self.conservation = autre;
                }
            }
        }
        self
    }
}

// -------------------------------------------------------------------- what it is

/// Something that an académie may settle.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Parametre {
    /// A text.
    Texte(TexteRegle),
    /// A delay or a limit.
    Nombre(NombreRegle),
    /// The logo of the letters: its value is the key of an image.
    Logo,
}

impl Parametre {
    /// Code of the logo.
    pub const LOGO: &'static str = "logo";

    /// Code in the database, in addresses and in the audit trail.
    #[must_use]
    pub fn code(self) -> String {
        match self {
            Self::Texte(texte) => texte.code().to_owned(),
            Self::Nombre(nombre) => nombre.code(),
            Self::Logo => Self::LOGO.to_owned(),
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        if code == Self::LOGO {
            return Some(Self::Logo);
        }
        TexteRegle::lire(code)
            .map(Self::Texte)
            .or_else(|| NombreRegle::lire(code).map(Self::Nombre))
    }
}

impl Acteur {
    /// The parameters that may be settled: those of the académie, by its administrateur.
    #[must_use]
    pub fn parametres_geres(&self) -> Portee {
        if self.a_role(Role::Administrateur) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }

    /// The académie whose parameters may be settled.
    #[must_use]
    pub fn academie_reglee(&self) -> Option<AcademieId> {
        match self.parametres_geres() {
            Portee::Academie(academie) => Some(academie),
            Portee::Etablissements(..) | Portee::Rien => None,
        }
    }
}

/// Why a parameter is refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ParametreErreur {
    /// A text that must not be empty.
    Vide,
    /// More characters than it may have.
    TropLong {
        /// How many it has.
        longueur: usize,
        /// How many it may have.
        maximum: usize,
    },
    /// More lines than [`TEXTE_LIGNES_MAX`].
    TropDeLignes,
    /// A control character, or a mark that hides or reverses text.
    CaractereInterdit,
    /// A brace without the other one.
    AccoladeSeule,
    /// A placeholder that is not known there.
    ChampInconnu {
        /// What is between the braces.
        champ: String,
        /// Those that are known.
        permis: Vec<ChampTexte>,
    },
    /// One of these must be there.
    ChampManquant {
        /// One of which is enough.
        un_de: Vec<ChampTexte>,
    },
    /// With it, a usual letter would need a second page.
    DeuxPages,
    /// No number, or out of its bounds.
    Nombre {
        /// Which.
        nombre: NombreRegle,
        /// What was typed, cut.
        saisi: String,
    },
    /// The image is refused.
    Image(ImageRefusee),
    /// No file was chosen.
    SansFichier,
    /// No convocation of this reference for who asks.
    ReferenceInconnue,
    /// Somebody else changed it since it was read: nothing was written.
    Change {
        /// Who; empty when that is not known.
        par: String,
        /// When, local.
        le: String,
        /// What was typed, where nothing else keeps it; empty otherwise.
        #[serde(default)]
        saisi: String,
    },
}

/// What was done to a parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FaitParametre {
    /// Which.
    pub parametre: Parametre,
    /// What.
    pub geste: GesteParametre,
}

/// What is done to a parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GesteParametre {
    /// Settled.
    Change,
    /// Given back to the service.
    Revenu,
    /// Settled as it was once.
    Retabli,
}

// ------------------------------------------------------------------------ screens

/// A parameter on the index.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneParametre {
    /// Which.
    pub parametre: Parametre,
    /// Its value, as text; empty for a logo.
    pub valeur: String,
    /// Settled by the académie, else as the service is.
    pub propre: bool,
    /// Who settled it last, and when; empty when nobody did.
    pub par: String,
    /// When, local.
    pub le: String,
}

/// A change of a parameter, latest first on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionParametre {
    /// Its number; what is restored is named by it.
    pub rang: i64,
    /// Of which.
    pub parametre: Parametre,
    /// When, local.
    pub date: String,
    /// Who; empty when that is not known.
    pub auteur: String,
    /// What it was; none: that of the service.
    pub avant: Option<String>,
    /// What it became; none: that of the service.
    pub apres: Option<String>,
    /// It is the present one.
    pub en_vigueur: bool,
}

/// The page of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageTexte {
    /// Which.
    pub texte: TexteRegle,
    /// As it is now.
    pub valeur: String,
    /// As the service has it.
    pub origine: String,
    /// Settled by the académie.
    pub propre: bool,
    /// Number of its last change, sent back when it is saved; 0 before any.
    pub rang: i64,
    /// Who made it, and when; empty before any.
    pub par: String,
    /// When, local.
    pub le: String,
    /// What it was.
    pub historique: Vec<VersionParametre>,
}

/// A text being written, before it is saved.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BrouillonTexte {
    /// As typed.
    pub valeur: String,
    /// Number of the last change that its author had seen.
    pub vue: i64,
    /// Reference of the convocation to show it on; empty: any.
    pub reference: String,
}

/// A number on its page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneNombre {
    /// Which.
    pub nombre: NombreRegle,
    /// As it is now.
    pub valeur: u32,
    /// As the service has it.
    pub defaut: u32,
    /// Settled by the académie.
    pub propre: bool,
    /// Number of its last change; 0 before any.
    pub rang: i64,
    /// Of a retention: how many things would go now; none unless it was asked.
    pub partirait: Option<u64>,
}

/// The page of the numbers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageNombres {
    /// Each.
    pub lignes: Vec<LigneNombre>,
    /// What would go now was asked, and is said.
    #[serde(default)]
    pub comptes: bool,
    /// What they were.
    pub historique: Vec<VersionParametre>,
}

/// A logo, without its pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogoVu {
    /// Key.
    pub id: crate::LogoId,
    /// Width, in pixels.
    pub largeur: u32,
    /// Height, in pixels.
    pub hauteur: u32,
}

/// The page of the logo.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageLogo {
    /// The one in use.
    pub logo: Option<LogoVu>,
    /// One that was just sent, to be looked at.
    pub essai: Option<LogoVu>,
    /// Heaviest file received, in kibibytes.
    pub maximum_ko: u32,
    /// Number of the last change; 0 before any.
    pub rang: i64,
    /// What it was: values are keys of logos.
    pub historique: Vec<VersionParametre>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_codes_se_relisent_et_sont_distincts() {
        let mut codes: Vec<String> = Vec::new();
        for t in TexteRegle::TOUS {
            assert_eq!(Parametre::lire(t.code()), Some(Parametre::Texte(t)));
            codes.push(t.code().to_owned());
        }
        for n in NombreRegle::TOUS {
            assert_eq!(Parametre::lire(&n.code()), Some(Parametre::Nombre(n)));
            let (min, max) = n.bornes();
            assert!(min < max, "{n:?}");
            codes.push(n.code());
        }
        assert_eq!(Parametre::lire("logo"), Some(Parametre::Logo));
        assert_eq!(Parametre::lire("rien"), None);
        for c in ChampTexte::TOUS {
            assert_eq!(ChampTexte::lire(c.code()), Some(c));
        }
        let nombre = codes.len();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), nombre);
    }

    #[test]
    fn un_champ_inconnu_est_nomme_avec_ceux_qu_on_peut() {
        let t = TexteRegle::Obligation;
        let Err(ParametreErreur::ChampInconnu { champ, permis }) =
            t.lire_saisi("Bonjour {prenom}, venez.")
        else {
            panic!();
        };
        assert_eq!(champ, "prenom");
        assert!(permis.contains(&ChampTexte::Nom) && !permis.contains(&ChampTexte::Auteur));
        let recapitulatif = TexteRegle::RecapitulatifSujet.champs();
        assert!(recapitulatif.contains(&ChampTexte::Envoi));
        assert!(!recapitulatif.contains(&ChampTexte::Nom));
        assert!(matches!(
            TexteRegle::InvitationDebut.lire_saisi("Pour la mission {numero}."),
            Err(ParametreErreur::ChampInconnu { .. })
        ));
        // Known elsewhere, not there.
        assert!(matches!(
            t.lire_saisi("Par {auteur}."),
            Err(ParametreErreur::ChampInconnu { .. })
        ));
        for faux in ["Bonjour {nom", "Bonjour nom}", "{ {nom} }", "}{"] {
            assert_eq!(
                t.lire_saisi(faux),
                Err(ParametreErreur::AccoladeSeule),
                "{faux}"
            );
        }
    }

    #[test]
    fn ce_qui_doit_y_etre_y_est() {
        let sujet = TexteRegle::ConvocationSujet;
        assert_eq!(
            sujet.lire_saisi("Convocation"),
            Err(ParametreErreur::ChampManquant {
                un_de: vec![ChampTexte::Mission, ChampTexte::Numero]
            })
        );
        assert_eq!(
            sujet.lire_saisi(" Convocation  n° {numero} \n"),
            Ok("Convocation  n° {numero}".to_owned())
        );
        assert_eq!(sujet.lire_saisi(""), Err(ParametreErreur::Vide));
        assert_eq!(TexteRegle::Cloture.lire_saisi(" \n "), Ok(String::new()));
        let long = "a".repeat(sujet.maximum() + 1);
        assert_eq!(
            sujet.lire_saisi(&long),
            Err(ParametreErreur::TropLong {
                longueur: 121,
                maximum: 120
            })
        );
        assert_eq!(
            sujet.lire_saisi("{numero}\u{202e}"),
            Err(ParametreErreur::CaractereInterdit)
        );
        let lignes = "x\n".repeat(TEXTE_LIGNES_MAX) + "x";
        assert_eq!(
            TexteRegle::ConvocationFin.lire_saisi(&lignes),
            Err(ParametreErreur::TropDeLignes)
        );
    }

    #[test]
    fn chaque_texte_se_lit_quelque_part() {
        for t in TexteRegle::TOUS {
            assert!(
                TypeMission::TOUS.into_iter().any(|m| t.se_lit_sur(m)),
                "{t:?}"
            );
        }
    }

    #[test]
    fn un_texte_se_remplit() {
        let dit = remplir("Mission {numero}, {nom} : {inconnu}", |c| match c {
            ChampTexte::Numero => "172278".into(),
            ChampTexte::Nom => "{numero}".into(),
            _ => String::new(),
        });
        // What a field becomes is not read again.
        assert_eq!(dit, "Mission 172278, {numero} : {inconnu}");
        assert_eq!(remplir("seule {", |_| String::new()), "seule {");
    }

    #[test]
    fn un_nombre_reste_dans_ses_bornes() {
        let n = NombreRegle::EnvoiDelai;
        assert_eq!(n.lire_saisi(" 60 "), Ok(Some(60)));
        assert_eq!(n.lire_saisi(""), Ok(None));
        for faux in ["601", "-1", "dix", "1,5"] {
            assert!(n.lire_saisi(faux).is_err(), "{faux}");
        }
        let nombres = Nombres {
            envoi_delai: 30,
            rappel_jours: None,
            santorin_jours: 30,
            image_octets: crate::IMAGE_OCTETS_MAX,
            conservation: Conservation::default(),
        };
        for n in NombreRegle::TOUS {
            let (min, max) = n.bornes();
            assert_eq!(nombres.clone().avec(n, max).valeur(n), max, "{n:?}");
            assert_eq!(nombres.clone().avec(n, max + 9).valeur(n), max, "{n:?}");
            assert_eq!(nombres.clone().avec(n, 0).valeur(n), min, "{n:?}");
            // The others stay.
            for autre in NombreRegle::TOUS.into_iter().filter(|a| *a != n) {
                let change = nombres.clone().avec(n, max);
                assert_eq!(change.valeur(autre), nombres.valeur(autre));
            }
        }
        assert_eq!(nombres.avec(NombreRegle::RappelJours, 0).rappel_jours, None);
    }
}
