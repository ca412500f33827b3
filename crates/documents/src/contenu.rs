//! What a letter says, without any form: the one place where its sentences are
//! written. [`crate::lettre`] lays it out on paper; the HTML twin walks the same
//! [`Contenu`]; [`Agenda`] is what a calendar shows of it. Texts already have French
//! no-break spaces.

use crate::texte::typographie;
use domain::{
    Autorite, ChampAffectation, ChampTexte, Civilite, Creneau, Datelike, DroitSantorin, Lettre,
    Liens, NaiveDate, Remplacement, Signataire, SignatureLettre, TexteRegle, heure_longue,
    jour_long,
};

/// A letter, ready to be shown on paper or on a screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contenu {
    /// BCP 47 tag of every text here: `fr-FR`.
    pub langue: &'static str,
    /// Title of the document (window, metadata, top of further pages): `Convocation
    /// 172278-42 – DUPONT Marie`.
    pub titre_document: String,
    /// One line on what it is about, for metadata.
    pub sujet: String,
    /// Who issues it, for metadata: académie and centre.
    pub auteur: String,
    /// `172278-42`.
    pub reference: String,
    /// `Académie de Toulouse`.
    pub academie: String,
    /// What the logo of the académie is, for who cannot see it; empty without logo.
    pub logo: String,
    /// Below the académie: the rectorat's division when it convokes, then the
    /// centre: name and UAI, street lines, town, telephone, mail. None is empty.
    pub emetteur: Vec<String>,
    /// Beside the addressee: reference, discipline, établissement.
    pub reperes: Vec<Fait>,
    /// The addressee as for an envelope: name, then address lines. None is empty.
    pub destinataire: Vec<String>,
    /// `Convocation`.
    pub titre: String,
    /// Under the title: `Session 2021 – Correction de copies épreuve EC`.
    pub sous_titre: String,
    /// The body, in reading order.
    pub blocs: Vec<Bloc>,
    /// What stands beside the signature and is never separated from it: obligation,
    /// rights in SANTORIN, whom to tell of an impediment.
    pub mentions: Vec<String>,
    /// Place, date and signatory.
    pub signature: BlocSignature,
    /// How anybody checks that it is genuine; none where no service answers.
    pub verification: Option<BlocVerification>,
}

/// How a letter is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlocVerification {
    /// What to do, and where: one a line.
    pub lignes: Vec<String>,
    /// The code to type, in groups.
    pub code: String,
    /// What the QR code leads to.
    pub adresse: String,
    /// What the QR code is, for who cannot see it.
    pub texte_alternatif: String,
}

/// A label and its value: `Salle`, `205`. Who shows it puts the colon or the columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fait {
    /// The label.
    pub libelle: &'static str,
    /// The value; never empty.
    pub valeur: String,
}

/// A part of the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bloc {
    /// One paragraph.
    Paragraphe(String),
    /// Facts, one a line.
    Faits(Vec<Fait>),
    /// The table of days and hours.
    Jours {
        /// `Dates et horaires`.
        titre: &'static str,
        /// Headers of the three columns.
        colonnes: [&'static str; 3],
        /// Day, start, end; in order of day.
        lignes: Vec<[String; 3]>,
    },
    /// A titled text; its lines are kept as they were typed, blank ones included.
    Texte {
        /// `Observations`.
        titre: &'static str,
        /// The lines.
        lignes: Vec<String>,
    },
}

/// The end of the letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlocSignature {
    /// `Fait à TOULOUSE, le 12 janvier 2021`.
    pub lieu_et_date: String,
    /// In which capacity: `La cheffe d’établissement`.
    pub capacite: &'static str,
    /// `Claire MARTIN`; empty when nobody has recorded a signature: the letter then
    /// leaves room for a hand-written one.
    pub nom: String,
    /// `Proviseure`; may be empty.
    pub qualite: String,
    /// What the image shows, for who cannot see it; empty when there is no image.
    pub texte_alternatif: String,
}

impl Contenu {
    /// What a letter says.
    #[must_use]
    pub fn de(lettre: &Lettre) -> Self {
        let mission = &lettre.mission;
        let qui = &lettre.destinataire;
        let reference = lettre.reference();
        let nom_liste = domain::nom_complet(&qui.nom, &qui.prenom);
        let academie = format!("Académie {}", de_l_academie(&lettre.academie));
        let centre = domain::libelle_etablissement(&lettre.centre_nom, &lettre.centre_uai);
        let type_mission = mission.type_mission.libelle();

        let mut blocs = vec![
            Bloc::Paragraphe(format!("{},", appel(qui.civilite))),
            Bloc::Paragraphe(phrase_d_autorite(lettre, &centre)),
        ];
        blocs.extend(lettre.remplace.as_ref().map(remplacement));
        blocs.extend([
            Bloc::Faits(faits(lettre, &centre)),
            Bloc::Jours {
                titre: "Dates et horaires",
                colonnes: ["Date", "Début", "Fin"],
                lignes: jours(&lettre.affectation.creneaux),
            },
        ]);
        if let Some(r) = &lettre.remplace
            && !r.changements.is_empty()
        {
            blocs.push(Bloc::Texte {
                titre: "Ce qui change",
                lignes: changements(r),
            });
        }
        if !lettre.affectation.observation.trim().is_empty() {
            blocs.push(Bloc::Texte {
                titre: "Observations",
                lignes: observation(lettre),
            });
        }

        Self {
            langue: "fr-FR",
            titre_document: format!("Convocation {reference} – {nom_liste}"),
            sujet: format!("Mission n°\u{a0}{}, {type_mission}", mission.numero),
            auteur: format!("{academie}, {}", lettre.centre_nom),
            reperes: reperes(lettre, &reference),
            emetteur: emetteur(lettre, &centre),
            destinataire: destinataire(lettre),
            titre: "Convocation".to_owned(),
            sous_titre: format!("Session {} – {type_mission}", mission.session.annee),
            blocs,
            mentions: mentions(lettre),
            signature: signature(lettre),
            verification: lettre.liens.as_ref().map(verification),
            logo: if lettre.modele.logo_png.is_empty() {
                String::new()
            } else {
                format!("Logo de l’académie {}", de_l_academie(&lettre.academie))
            },
            reference,
            academie,
        }
    }
}

/// What an entry of a calendar says of a convocation: the same for each of its days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agenda {
    /// `Convocation – Correction de copies épreuve EC – Histoire-géographie 3ème éval`.
    pub titre: String,
    /// The same of a day that is cancelled, for calendars that show its title and not
    /// its state.
    pub titre_annule: String,
    /// On one line: centre, address, room.
    pub lieu: String,
    /// Qualité, commission, reference, telephone, observation: one a line.
    pub description: String,
}

impl Agenda {
    /// What a calendar says of a letter.
    #[must_use]
    pub fn de(lettre: &Lettre) -> Self {
        let mission = &lettre.mission;
        let affectation = &lettre.affectation;
        let epreuve = mission.epreuve.as_ref().map(|e| e.libelle.clone());
        let titre = |debut: &str| {
            non_vides([
                debut.to_owned(),
                mission.type_mission.libelle().to_owned(),
                epreuve.clone().unwrap_or_default(),
            ])
            .join(" – ")
        };
        let adresse = &lettre.centre_adresse;
        let mut lieu = vec![lettre.centre_nom.trim().to_owned()];
        lieu.extend(adresse.lignes.iter().map(|l| l.trim().to_owned()));
        lieu.push(ville(&adresse.code_postal, &adresse.commune));
        if !affectation.salle.trim().is_empty() {
            lieu.push(format!("salle {}", affectation.salle.trim()));
        }
        let mut lignes: Vec<String> = [
            fait("Qualité", affectation.qualite.map_or("", |q| q.libelle())),
            fait("Commission", &affectation.commission),
            fait("Référence", &lettre.reference()),
            fait("Téléphone du centre", &lettre.centre_telephone),
        ]
        .into_iter()
        .flatten()
        .map(|f| format!("{}\u{a0}: {}", f.libelle, f.valeur))
        .collect();
        if !affectation.observation.trim().is_empty() {
            lignes.extend([String::new(), "Observations\u{a0}:".to_owned()]);
            lignes.extend(observation(lettre));
        }
        Self {
            titre: titre("Convocation"),
            titre_annule: titre("Convocation annulée"),
            lieu: non_vides(lieu).join(", "),
            description: lignes.join("\n"),
        }
    }
}

fn non_vides(textes: impl IntoIterator<Item = String>) -> Vec<String> {
    textes
        .into_iter()
        .filter(|t| !t.trim().is_empty())
        .collect()
}

fn fait(libelle: &'static str, valeur: &str) -> Option<Fait> {
    let valeur = valeur.trim();
    (!valeur.is_empty()).then(|| Fait {
        libelle,
        valeur: typographie(valeur).into_owned(),
    })
}

/// `de Toulouse`, `d’Orléans-Tours`, `de La Réunion`, `de la Guadeloupe`.
fn de_l_academie(nom: &str) -> String {
    let nom = nom.trim();
    if matches!(nom, "Guadeloupe" | "Guyane" | "Martinique") {
        return format!("de la {nom}");
    }
    if nom == "Réunion" {
        return "de La Réunion".to_owned();
    }
    let elision = domain::texte::normaliser(nom).starts_with(['a', 'e', 'i', 'o', 'u']);
    if elision {
        format!("d’{nom}")
    } else {
        format!("de {nom}")
    }
}

const fn appel(civilite: Civilite) -> &'static str {
    match civilite {
        Civilite::Madame => "Madame",
        Civilite::Monsieur => "Monsieur",
        Civilite::Inconnue => "Madame, Monsieur",
    }
}

fn phrase_d_autorite(lettre: &Lettre, centre: &str) -> String {
    let convoque = match lettre.destinataire.civilite {
        Civilite::Madame => "convoquée",
        Civilite::Monsieur => "convoqué",
        Civilite::Inconnue => "convoqué(e)",
    };
    match lettre.autorite {
        Autorite::Centre => format!(
            "Vous êtes {convoque} par le centre d’examen {centre} pour assurer la mission suivante."
        ),
        Autorite::Division => format!(
            "Vous êtes {convoque} par la division des examens et concours de l’académie {} pour \
             assurer la mission suivante au centre d’examen {centre}.",
            de_l_academie(&lettre.academie)
        ),
    }
}

/// What the letter replaces.
fn remplacement(r: &Remplacement) -> Bloc {
    let date = domain::jour_court(r.date);
    Bloc::Paragraphe(if r.annulation {
        format!(
            "L’annulation qui vous a été envoyée le {date} ne tient plus\u{a0}: cette convocation \
             la remplace."
        )
    } else {
        format!("Cette convocation annule et remplace celle du {date}.")
    })
}

/// What it changes, one line a field: `Salle : 205 ; désormais : 101`.
fn changements(r: &Remplacement) -> Vec<String> {
    let dit = |t: String| if t.is_empty() { "rien".to_owned() } else { t };
    r.changements
        .iter()
        .map(|c| {
            let (avant, apres) = c.en_bref();
            let nom = match c.champ {
                ChampAffectation::Qualite => "Qualité",
                ChampAffectation::Salle => "Salle",
                ChampAffectation::Commission => "Commission",
                ChampAffectation::Jours => "Dates",
                ChampAffectation::Observation => "Observations",
            };
            let phrase = match c.champ {
                ChampAffectation::Jours if avant.is_empty() => format!("Dates ajoutées : {apres}"),
                ChampAffectation::Jours if apres.is_empty() => format!("Dates retirées : {avant}"),
                _ => format!(
                    "{nom} : {}\u{202f}; désormais\u{a0}: {}",
                    dit(avant),
                    dit(apres)
                ),
            };
            typographie(&phrase).into_owned()
        })
        .collect()
}

fn reperes(lettre: &Lettre, reference: &str) -> Vec<Fait> {
    let qui = &lettre.destinataire;
    [
        fait("Référence", reference),
        fait("Discipline", &qui.discipline),
        fait("Établissement", &qui.etablissement),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn faits(lettre: &Lettre, centre: &str) -> Vec<Fait> {
    let mission = &lettre.mission;
    let affectation = &lettre.affectation;
    let texte = |t: Option<String>| t.unwrap_or_default();
    [
        fait(
            "Mission",
            &format!("n° {} – {}", mission.numero, mission.type_mission.libelle()),
        ),
        fait("Session d’examen", &mission.session.to_string()),
        fait(
            "Spécialité",
            &texte(mission.specialite.as_ref().map(ToString::to_string)),
        ),
        fait(
            "Épreuve-option",
            &texte(mission.epreuve.as_ref().map(ToString::to_string)),
        ),
        fait(
            "En qualité de",
            affectation.qualite.map_or("", |q| q.libelle()),
        ),
        fait("Lieu", centre),
        fait("Salle", &affectation.salle),
        fait("Commission", &affectation.commission),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The observation line by line, blank lines included.
fn observation(lettre: &Lettre) -> Vec<String> {
    lettre
        .affectation
        .observation
        .trim_end()
        .lines()
        .map(|l| typographie(l.trim_end()).into_owned())
        .collect()
}

fn jours(creneaux: &[Creneau]) -> Vec<[String; 3]> {
    let mut tries = creneaux.to_vec();
    tries.sort_unstable();
    tries
        .iter()
        .map(|c| {
            [
                jour_long(c.jour),
                heure_longue(c.debut),
                heure_longue(c.fin),
            ]
        })
        .collect()
}

fn ville(code_postal: &str, commune: &str) -> String {
    format!("{} {}", code_postal.trim(), commune.trim())
        .trim()
        .to_owned()
}

fn emetteur(lettre: &Lettre, centre: &str) -> Vec<String> {
    let adresse = &lettre.centre_adresse;
    let mut lignes = Vec::new();
    if lettre.autorite == Autorite::Division {
        lignes.push("Division des examens et concours".to_owned());
    }
    lignes.push(centre.to_owned());
    lignes.extend(adresse.lignes.iter().map(|l| l.trim().to_owned()));
    lignes.push(ville(&adresse.code_postal, &adresse.commune));
    for (libelle, valeur) in [
        ("Tél.", &lettre.centre_telephone),
        ("Courriel", &lettre.centre_mel),
    ] {
        if !valeur.trim().is_empty() {
            lignes.push(format!("{libelle}\u{a0}: {}", valeur.trim()));
        }
    }
    non_vides(lignes)
}

fn destinataire(lettre: &Lettre) -> Vec<String> {
    let qui = &lettre.destinataire;
    let nom = format!(
        "{} {} {}",
        qui.civilite.en_toutes_lettres(),
        qui.prenom.trim(),
        qui.nom.trim()
    );
    let mut lignes = vec![nom.trim().to_owned()];
    let mut adresse: Vec<String> = qui
        .adresse
        .lignes
        .iter()
        .map(|l| l.trim().to_owned())
        .collect();
    adresse.push(ville(&qui.adresse.code_postal, &qui.adresse.commune));
    let adresse = non_vides(adresse);
    if adresse.is_empty() {
        lignes.push(sans_uai(&qui.etablissement).to_owned());
    } else {
        lignes.extend(adresse);
    }
    non_vides(lignes)
}

/// `NAME (UAI)` without the UAI: on an envelope the name is enough.
fn sans_uai(libelle: &str) -> &str {
    let libelle = libelle.trim();
    libelle
        .strip_suffix(')')
        .and_then(|l| l.rsplit_once(" ("))
        .filter(|(_, uai)| domain::Uai::lire(uai).is_ok())
        .map_or(libelle, |(nom, _)| nom)
}

/// What the letter says where the académie has settled nothing else; empty for a text that is
/// not of the letter.
#[must_use]
pub const fn texte_d_origine(texte: TexteRegle) -> &'static str {
    match texte {
        // Article D911-31 du code de l'éducation: taking part in juries of the exams for
        // which one is qualified is a "charge normale d'emploi" of teaching staff. Scanning
        // papers is no jury, so that nothing is quoted for it.
        TexteRegle::Obligation => {
            "Cette convocation a un caractère obligatoire\u{a0}: la participation aux jurys d’examen \
             est une charge normale d’emploi des personnels enseignants (article D.\u{a0}911-31 du \
             code de l’éducation)."
        }
        TexteRegle::ObligationNumerisation => "Cette convocation a un caractère obligatoire.",
        TexteRegle::SantorinCorrection => {
            "Elle vous ouvre l’accès à SANTORIN pour la correction des copies ou son suivi."
        }
        TexteRegle::SantorinNumerisation => {
            "Elle vous ouvre l’accès à SANTORIN pour la numérisation des copies."
        }
        TexteRegle::Empechement => "En cas d’empêchement, prévenez sans délai {contact}.",
        _ => "",
    }
}

/// A text of the letter, with what its placeholders become.
fn texte(lettre: &Lettre, texte: TexteRegle) -> String {
    let brut = lettre.modele.texte(texte).unwrap_or(texte_d_origine(texte));
    let rempli = domain::remplir(brut, |champ| match champ {
        ChampTexte::Contact => contact(lettre),
        autre => autre.de(lettre),
    });
    typographie(&rempli).into_owned()
}

/// The centre and how it is reached.
fn contact(lettre: &Lettre) -> String {
    let moyens = non_vides([
        match lettre.centre_telephone.trim() {
            "" => String::new(),
            t => format!("tél.\u{a0}{t}"),
        },
        match lettre.centre_mel.trim() {
            "" => String::new(),
            m => format!("courriel\u{a0}{m}"),
        },
    ])
    .join(", ");
    if moyens.is_empty() {
        "le centre d’examen".to_owned()
    } else {
        format!("le centre d’examen\u{a0}: {moyens}")
    }
}

fn mentions(lettre: &Lettre) -> Vec<String> {
    let santorin = lettre.mission.type_mission.faits().santorin;
    let obligation = if santorin == Some(DroitSantorin::Numerisation) {
        TexteRegle::ObligationNumerisation
    } else {
        TexteRegle::Obligation
    };
    let acces = match santorin {
        Some(DroitSantorin::Correction) => Some(TexteRegle::SantorinCorrection),
        Some(DroitSantorin::Numerisation) => Some(TexteRegle::SantorinNumerisation),
        None => None,
    };
    let textes = [Some(obligation), acces, Some(TexteRegle::Empechement)];
    let mut mentions = non_vides(textes.into_iter().flatten().map(|t| texte(lettre, t)));
    if let Some(liens) = &lettre.liens {
        mentions.push(
            "Merci d’indiquer que vous avez pris connaissance de cette convocation, ou de signaler \
             un empêchement, à cette adresse qui vous est personnelle\u{a0}:"
                .to_owned(),
        );
        // On its own, so that it is cut as little as can be.
        mentions.push(liens.accuse.clone());
    }
    mentions.extend(non_vides([texte(lettre, TexteRegle::Cloture)]));
    mentions
}

fn verification(liens: &Liens) -> BlocVerification {
    BlocVerification {
        lignes: vec![
            "Pour vérifier cette convocation\u{a0}:".to_owned(),
            liens.page_verification.clone(),
        ],
        code: liens.code.clone(),
        adresse: liens.verification.clone(),
        texte_alternatif: format!(
            "Code QR qui mène à la page de vérification de cette convocation, code {}",
            liens.code
        ),
    }
}

/// The town without what only the post needs: `TOULOUSE CEDEX 4` becomes `TOULOUSE`.
fn sans_cedex(commune: &str) -> &str {
    let commune = commune.trim();
    let coupe = commune
        .char_indices()
        .find(|(i, _)| {
            commune
                .get(*i..*i + 6)
                .is_some_and(|m| m.eq_ignore_ascii_case(" cedex"))
        })
        .map_or(commune.len(), |(i, _)| i);
    commune.get(..coupe).unwrap_or(commune).trim_end()
}

/// `12 janvier 2021`, `1er février 2021`.
fn date_longue(jour: NaiveDate) -> String {
    let quantieme = match jour.day() {
        1 => "1er".to_owned(),
        n => n.to_string(),
    };
    format!(
        "{quantieme}\u{a0}{} {}",
        domain::nom_mois(jour.month()),
        jour.year()
    )
}

/// In which capacity somebody signs; by delegation, for whom: the title is the
/// signatory's, and tells nothing of the head's.
const fn capacite(signataire: Signataire, civilite: Civilite, delegation: bool) -> &'static str {
    if delegation {
        return match signataire {
            Signataire::ChefEtablissement => "Pour le chef d’établissement et par délégation",
            Signataire::ChefCentre => "Pour le chef de centre et par délégation",
        };
    }
    match (signataire, civilite) {
        (Signataire::ChefEtablissement, Civilite::Madame) => "La cheffe d’établissement",
        (Signataire::ChefEtablissement, _) => "Le chef d’établissement",
        (Signataire::ChefCentre, Civilite::Madame) => "La cheffe de centre",
        (Signataire::ChefCentre, _) => "Le chef de centre",
    }
}

fn signature(lettre: &Lettre) -> BlocSignature {
    let date = date_longue(lettre.faite_le);
    let lieu = sans_cedex(&lettre.centre_adresse.commune);
    let lieu_et_date = if lieu.is_empty() {
        format!("Le {date}")
    } else {
        format!("Fait à {lieu}, le {date}")
    };
    match &lettre.signature {
        None => BlocSignature {
            lieu_et_date,
            capacite: capacite(lettre.mission.signataire, Civilite::Inconnue, false),
            nom: String::new(),
            qualite: String::new(),
            texte_alternatif: String::new(),
        },
        Some(SignatureLettre {
            signataire,
            civilite,
            nom,
            prenom,
            qualite,
            delegation,
            image_png,
        }) => {
            let nom = format!("{} {}", prenom.trim(), nom.trim())
                .trim()
                .to_owned();
            BlocSignature {
                lieu_et_date,
                capacite: capacite(*signataire, *civilite, *delegation),
                texte_alternatif: if image_png.is_empty() {
                    String::new()
                } else {
                    format!("Signature manuscrite de {nom}")
                },
                nom,
                qualite: qualite.trim().to_owned(),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn les_academies() {
        for (nom, attendu) in [
            ("Toulouse", "de Toulouse"),
            ("Aix-Marseille", "d’Aix-Marseille"),
            ("Orléans-Tours", "d’Orléans-Tours"),
            ("La Réunion", "de La Réunion"),
            ("Guadeloupe", "de la Guadeloupe"),
            ("Île-de-France", "d’Île-de-France"),
        ] {
            assert_eq!(de_l_academie(nom), attendu);
        }
    }

    #[test]
    fn le_nom_sans_uai() {
        assert_eq!(sans_uai("LPO BELLEVUE (0310038Y)"), "LPO BELLEVUE");
        assert_eq!(sans_uai("LYCEE (ANNEXE)"), "LYCEE (ANNEXE)");
        assert_eq!(sans_uai("(0310038Y)"), "(0310038Y)");
    }

    #[test]
    fn la_ville_sans_cedex() {
        for (commune, attendu) in [
            ("TOULOUSE CEDEX 4", "TOULOUSE"),
            ("Albi Cedex", "Albi"),
            ("L’ISLE-JOURDAIN", "L’ISLE-JOURDAIN"),
            ("", ""),
            ("é cedé", "é cedé"),
        ] {
            assert_eq!(sans_cedex(commune), attendu);
        }
    }
}
