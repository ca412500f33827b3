//! The mails of the service.

use crate::message::{
    CompositionErreur, Correspondant, Identite, MessageId, MessagePret, Parties, Piece, assembler,
};
use crate::textes::{self, Ensemble, Habillage};
use crate::{CourrielEspace, RappelCompetences};
use domain::{EtatCourriel, Lettre, MissionLigne, Moment, RaisonEchec, mel_plausible};

/// Most bytes of a ZIP attached to a summary. Encoded for the mail it grows by
/// 37 %, and many servers stop at 10 MB (Postfix's default is 10,240,000 bytes).
pub const TAILLE_JOINTE_MAX: usize = 7_000_000;

/// What goes with a convocation beside its PDF.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complement {
    /// An iCalendar file that publishes the days.
    pub agenda: Vec<u8>,
    /// One that cancels the days that the convocation has no more, when it had others.
    pub retires: Option<Vec<u8>>,
    /// It was sent before and nobody answered: a reminder.
    pub rappel: bool,
}

impl From<Vec<u8>> for Complement {
    fn from(agenda: Vec<u8>) -> Self {
        Self {
            agenda,
            ..Self::default()
        }
    }
}

/// The convocation to an intervenant, with its PDF and the days for a calendar.
///
/// From the service; a reply goes to the centre when it has a plausible address,
/// and the text says so, or how to reach the centre otherwise. `adresse` is the one
/// [`domain::adresse_d_envoi`] chose. The same arguments make the same bytes.
///
/// # Errors
/// [`CompositionErreur::AdresseInvalide`] when `adresse` is not plausible.
pub fn composer_convocation(
    lettre: &Lettre,
    pdf: Vec<u8>,
    complement: impl Into<Complement>,
    identite: &Identite,
    adresse: &str,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    let complement: Complement = complement.into();
    let mut pieces = vec![
        piece_pdf(lettre, pdf),
        Piece {
            nom: lettre.nom_fichier_agenda(),
            genre: "text/calendar; charset=utf-8; method=PUBLISH",
            octets: complement.agenda,
        },
    ];
    pieces.extend(complement.retires.map(|octets| Piece {
        nom: lettre.nom_fichier_jours_retires(),
        genre: GENRE_ANNULATION,
        octets,
    }));
    let noms: Vec<&str> = pieces.iter().map(|p| p.nom.as_str()).collect();
    let contenu = textes::convocation(
        lettre,
        identite,
        &noms,
        mel_plausible(&lettre.centre_mel),
        complement.rappel,
    );
    assembler(Parties {
        identite,
        vers: intervenant(lettre, adresse),
        repondre_a: centre(lettre),
        contenu,
        pieces,
        message_id,
        date,
    })
}

/// The end of a convocation, to the intervenant who had it, at the address where it was
/// received: `agenda` is an iCalendar file that cancels its days.
///
/// # Errors
/// [`CompositionErreur::AdresseInvalide`] when `adresse` is not plausible.
pub fn composer_annulation(
    lettre: &Lettre,
    agenda: Vec<u8>,
    identite: &Identite,
    adresse: &str,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    let piece = Piece {
        nom: lettre.nom_fichier_annulation(),
        genre: GENRE_ANNULATION,
        octets: agenda,
    };
    assembler(Parties {
        identite,
        vers: intervenant(lettre, adresse),
        repondre_a: centre(lettre),
        contenu: textes::annulation(
            lettre,
            identite,
            &piece.nom,
            mel_plausible(&lettre.centre_mel),
        ),
        pieces: vec![piece],
        message_id,
        date,
    })
}

/// The author's copy of a convocation sent alone: says to whom and to which
/// address (`adresse_utilisee`) it goes, with the same PDF.
///
/// # Errors
/// [`CompositionErreur::AdresseInvalide`] when the author's is not plausible.
pub fn composer_copie(
    lettre: &Lettre,
    pdf: Vec<u8>,
    identite: &Identite,
    auteur: &Correspondant,
    adresse_utilisee: &str,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    let piece = piece_pdf(lettre, pdf);
    assembler(Parties {
        identite,
        vers: auteur.clone(),
        repondre_a: centre(lettre),
        contenu: textes::copie(lettre, identite, &piece.nom, adresse_utilisee),
        pieces: vec![piece],
        message_id,
        date,
    })
}

/// One person of a group send.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LigneRecapitulatif {
    /// `NOM Prénom`.
    pub nom: String,
    /// Address used.
    pub adresse: String,
    /// Where the mail stands when the summary is written.
    pub etat: EtatCourriel,
    /// Why it waits or failed, when it does.
    pub raison: Option<RaisonEchec>,
}

/// A group send, for its summary.
#[derive(Clone, Copy, Debug)]
pub struct Recapitulatif<'a> {
    /// The mission.
    pub mission: &'a MissionLigne,
    /// The centre's name.
    pub centre_nom: &'a str,
    /// Everybody a mail was made for.
    pub lignes: &'a [LigneRecapitulatif],
    /// `NOM Prénom` of those without an address.
    pub sans_adresse: &'a [String],
    /// What the académie has such mails say.
    pub habillage: &'a Habillage,
}

/// One summary of a group send, to its author: every recipient with the address
/// used and what became of the mail, the people without an address, and the
/// letters together as the ZIP `zip`. Above [`TAILLE_JOINTE_MAX`] it is left out
/// and the text says where to download it; without a ZIP (`None`) it says nothing
/// of one.
///
/// # Errors
/// [`CompositionErreur::AdresseInvalide`] when the author's is not plausible.
pub fn composer_recapitulatif(
    recapitulatif: &Recapitulatif<'_>,
    zip: Option<Vec<u8>>,
    identite: &Identite,
    auteur: &Correspondant,
    message_id: &MessageId,
    date: Moment,
) -> Result<MessagePret, CompositionErreur> {
    let nom = format!("{}_convocations.zip", recapitulatif.mission.numero);
    let (ensemble, pieces) = match zip {
        None => (Ensemble::Absent, Vec::new()),
        Some(octets) if octets.len() > TAILLE_JOINTE_MAX => {
            (Ensemble::TropGros(octets.len()), Vec::new())
        }
        Some(octets) => (
            Ensemble::Joint(&nom),
            vec![Piece {
                nom: nom.clone(),
                genre: "application/zip",
                octets,
            }],
        ),
    };
    assembler(Parties {
        identite,
        vers: auteur.clone(),
        repondre_a: None,
        contenu: textes::recapitulatif(recapitulatif, identite, &ensemble),
        pieces,
        message_id,
        date,
    })
}

/// What a mail would say: its subject, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Apercu {
    /// Subject.
    pub sujet: String,
    /// Plain text, lines ended by `\n`.
    pub texte: String,
}

/// Which mail is looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GenreApercu {
    /// The convocation.
    Convocation,
    /// Its reminder.
    Rappel,
    /// Its cancellation.
    Annulation,
    /// The summary of a group send, that had sent this letter alone.
    Recapitulatif,
    /// The reminder of compétences, to the centre of the letter.
    Competences,
    /// The invitation to choose a password, to nobody.
    Invitation,
}

/// What the mail of a letter would say; nothing is made of it. Those that are of no letter
/// take from it what they need to be looked at.
#[must_use]
pub fn apercevoir(lettre: &Lettre, genre: GenreApercu, identite: &Identite) -> Apercu {
    let reponse = mel_plausible(&lettre.centre_mel);
    let contenu = match genre {
        GenreApercu::Annulation => {
            textes::annulation(lettre, identite, &lettre.nom_fichier_annulation(), reponse)
        }
        GenreApercu::Convocation | GenreApercu::Rappel => {
            let (pdf, agenda) = (lettre.nom_fichier(), lettre.nom_fichier_agenda());
            let rappel = genre == GenreApercu::Rappel;
            textes::convocation(lettre, identite, &[&pdf, &agenda], reponse, rappel)
        }
        GenreApercu::Recapitulatif | GenreApercu::Competences | GenreApercu::Invitation => {
            sans_lettre(lettre, genre, identite)
        }
    };
    Apercu {
        texte: crate::rendu::texte(&contenu),
        sujet: contenu.sujet,
    }
}

/// A mail that is of no letter, as it might be.
fn sans_lettre(lettre: &Lettre, genre: GenreApercu, identite: &Identite) -> textes::Contenu {
    let habillage = Habillage {
        modele: lettre.modele.clone(),
        academie: lettre.academie.clone(),
    };
    let d = &lettre.destinataire;
    match genre {
        GenreApercu::Competences => {
            let rappel = RappelCompetences {
                etablissement: format!("{} ({})", lettre.centre_nom, lettre.centre_uai.as_str()),
                annee: lettre.mission.session.annee,
                limite: None,
                restantes: 2,
                url: format!("{}/validation-competences", identite.url()),
                habillage,
            };
            crate::competences::contenu(&rappel, identite)
        }
        GenreApercu::Invitation => {
            let invitation = CourrielEspace::Invitation {
                url: format!("{}/invitation/", identite.url()),
                identifiant: "prenom.nom".to_owned(),
                jusqu_au: domain::jour_et_heure(
                    lettre.faite_le,
                    domain::NaiveTime::from_hms_opt(18, 0, 0).unwrap_or_default(),
                ),
                habillage,
            };
            crate::espace::contenu(&invitation, identite, &d.nom)
        }
        _ => {
            let lignes = [LigneRecapitulatif {
                nom: domain::nom_complet(&d.nom, &d.prenom),
                adresse: domain::adresse_d_envoi(&d.mel_professionnel, &d.mel_personnel)
                    .unwrap_or_default()
                    .to_owned(),
                etat: EtatCourriel::Envoye,
                raison: None,
            }];
            let recapitulatif = Recapitulatif {
                mission: &lettre.mission,
                centre_nom: &lettre.centre_nom,
                lignes: &lignes,
                sans_adresse: &[],
                habillage: &habillage,
            };
            textes::recapitulatif(&recapitulatif, identite, &Ensemble::Absent)
        }
    }
}

/// Media type of a calendar file that cancels.
const GENRE_ANNULATION: &str = "text/calendar; charset=utf-8; method=CANCEL";

fn intervenant(lettre: &Lettre, adresse: &str) -> Correspondant {
    let d = &lettre.destinataire;
    Correspondant {
        nom: format!("{} {}", d.prenom, d.nom),
        adresse: adresse.to_owned(),
    }
}

fn piece_pdf(lettre: &Lettre, octets: Vec<u8>) -> Piece {
    Piece {
        nom: lettre.nom_fichier(),
        genre: "application/pdf",
        octets,
    }
}

/// The centre as the one to reply to; [`assembler`] leaves it out when its address
/// is not plausible.
fn centre(lettre: &Lettre) -> Option<Correspondant> {
    Some(Correspondant {
        nom: lettre.centre_nom.clone(),
        adresse: lettre.centre_mel.clone(),
    })
}

#[cfg(test)]
mod tests;
