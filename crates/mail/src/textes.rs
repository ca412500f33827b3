//! Every word of the mails, in French. `rendu` turns them into plain text and
//! HTML, so that a sentence is written once.
//!
//! Typography: `’` for the apostrophe, a no-break space before `:` and around `«»`,
//! a narrow one before `;`, `?` and `!`, none of them in subjects, where people
//! search by typing.

use crate::composer::{LigneRecapitulatif, Recapitulatif};
use crate::message::Identite;
use domain::{
    Autorite, ChampAffectation, ChampTexte, Civilite, Creneau, EtatCourriel, Lettre, MissionLigne,
    Modele, RaisonEchec, Remplacement, TexteRegle, heure_longue, jour_long,
};

/// What a mail says, before it is laid out.
pub(crate) struct Contenu {
    /// Subject.
    pub(crate) sujet: String,
    /// Heading, and title of the HTML page.
    pub(crate) titre: String,
    /// The rest, in order.
    pub(crate) blocs: Vec<Bloc>,
}

/// A piece of a mail.
pub(crate) enum Bloc {
    /// A paragraph.
    Paragraphe(String),
    /// Facts, each with one value or several lines of it.
    Faits(Vec<(&'static str, Vec<String>)>),
    /// People and what became of their mail.
    Tableau {
        legende: String,
        entetes: [&'static str; 3],
        lignes: Vec<[String; 3]>,
    },
    /// A heading and what it announces.
    Liste {
        titre: String,
        elements: Vec<String>,
    },
    /// A sentence and the address it announces.
    Lien { phrase: String, url: String },
    /// Who signs, line by line.
    Signature(Vec<String>),
    /// The last line.
    Pied(String),
}

/// What the mails say where the académie has settled nothing else, one paragraph a line;
/// empty for a text that is of no mail.
#[must_use]
pub const fn texte_d_origine(texte: TexteRegle) -> &'static str {
    match texte {
        TexteRegle::ConvocationSujet => "Convocation – mission {mission} – {date}",
        TexteRegle::ConvocationDebut => {
            "Vous trouverez ci-joint votre convocation à la mission n°\u{a0}{numero}, établie par \
             {auteur}."
        }
        TexteRegle::ConvocationFin | TexteRegle::RappelFin => {
            "Merci de votre concours, indispensable au bon déroulement de l’examen."
        }
        TexteRegle::RappelSujet => "Rappel – Convocation – mission {mission} – {date}",
        TexteRegle::RappelDebut => {
            "Sauf erreur, vous n’avez pas encore répondu à cette convocation, qui vous a déjà \
             été envoyée.\nVous trouverez ci-joint votre convocation à la mission \
             n°\u{a0}{numero}, établie par {auteur}."
        }
        TexteRegle::AnnulationSujet => "Annulation – Convocation – mission {mission} – {date}",
        TexteRegle::AnnulationDebut => {
            "Votre convocation à la mission n°\u{a0}{numero}, établie par {auteur}, est \
             annulée\u{a0}: vous n’avez plus à assurer cette mission."
        }
        TexteRegle::RecapitulatifSujet => "Récapitulatif – {envoi} – mission {numero}",
        TexteRegle::CompetencesSujet => "Compétences {annee} à valider",
        TexteRegle::CompetencesDebut => {
            "Le rectorat attend les compétences des enseignants de {etablissement} pour la \
             session {annee}\u{a0}: {reste}."
        }
        TexteRegle::InvitationSujet => "Votre compte Imagin : choisissez un mot de passe",
        _ => "",
    }
}

/// What the mails that are of no letter say in an académie, and its name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Habillage {
    /// The texts that it settled.
    pub modele: Modele,
    /// Its name: `Toulouse`.
    pub academie: String,
}

impl Habillage {
    /// One of these texts, with what its other placeholders become.
    fn texte(&self, texte: TexteRegle, valeur: &dyn Fn(ChampTexte) -> String) -> String {
        let brut = self.modele.texte(texte).unwrap_or(texte_d_origine(texte));
        domain::remplir(brut, |champ| match champ {
            ChampTexte::Academie => self.academie.clone(),
            autre => valeur(autre),
        })
    }

    /// A subject.
    pub(crate) fn sujet(&self, t: TexteRegle, valeur: &dyn Fn(ChampTexte) -> String) -> String {
        en_sujet(&self.texte(t, valeur))
    }

    /// The paragraphs of a text, one a line.
    pub(crate) fn paragraphes(
        &self,
        t: TexteRegle,
        valeur: &dyn Fn(ChampTexte) -> String,
    ) -> Vec<Bloc> {
        en_paragraphes(&self.texte(t, valeur))
    }
}

/// A text of the mails, with what its placeholders become.
fn texte(lettre: &Lettre, texte: TexteRegle) -> String {
    let brut = lettre.modele.texte(texte).unwrap_or(texte_d_origine(texte));
    domain::remplir(brut, |champ| match champ {
        ChampTexte::Auteur => auteur(lettre),
        autre => autre.de(lettre),
    })
}

/// A subject: with ordinary spaces, for who searches by typing.
fn sujet(lettre: &Lettre, lequel: TexteRegle) -> String {
    en_sujet(&texte(lettre, lequel))
}

fn en_sujet(texte: &str) -> String {
    texte.replace(['\u{a0}', '\u{202f}'], " ")
}

/// The paragraphs of a text, one a line.
fn paragraphes(lettre: &Lettre, lequel: TexteRegle) -> Vec<Bloc> {
    en_paragraphes(&texte(lettre, lequel))
}

fn en_paragraphes(texte: &str) -> Vec<Bloc> {
    texte
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .map(|l| Bloc::Paragraphe(l.to_owned()))
        .collect()
}

/// `académie de Toulouse`, `académie d’Orléans-Tours`.
fn academie(nom: &str) -> String {
    let elision = domain::texte::normaliser(nom).starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
    if elision {
        format!("académie d’{nom}")
    } else {
        format!("académie de {nom}")
    }
}

fn nom_usuel(lettre: &Lettre) -> String {
    let d = &lettre.destinataire;
    format!("{} {}", d.prenom, d.nom).trim().to_owned()
}

fn creneau(c: &Creneau) -> String {
    format!(
        "{}, de {} à {}",
        jour_long(c.jour),
        heure_longue(c.debut),
        heure_longue(c.fin)
    )
}

fn mission(m: &MissionLigne) -> String {
    format!("{} – {}", m.numero, m.type_mission.libelle())
}

/// The facts of a convocation.
fn faits(lettre: &Lettre) -> Bloc {
    let a = &lettre.affectation;
    let m = &lettre.mission;
    let un = |texte: &str| vec![texte.to_owned()];
    let mut faits = vec![("Mission", vec![mission(m)])];
    if let Some(e) = &m.epreuve {
        faits.push(("Épreuve", vec![format!("{} ({})", e.libelle, e.code)]));
    }
    faits.push(("Session", un(&m.session.libelle)));
    if let Some(q) = a.qualite {
        faits.push(("Qualité", un(q.libelle())));
    }
    let mut lieu = un(&lettre.centre_nom);
    lieu.extend(
        lettre
            .centre_adresse
            .lignes
            .iter()
            .filter(|l| !l.is_empty())
            .cloned(),
    );
    let commune = format!(
        "{} {}",
        lettre.centre_adresse.code_postal, lettre.centre_adresse.commune
    );
    if !commune.trim().is_empty() {
        lieu.push(commune.trim().to_owned());
    }
    faits.push(("Lieu", lieu));
    if !a.salle.is_empty() {
        faits.push(("Salle", un(&a.salle)));
    }
    if !a.commission.is_empty() {
        faits.push(("Commission", un(&a.commission)));
    }
    let dates = if a.creneaux.len() > 1 {
        "Dates"
    } else {
        "Date"
    };
    faits.push((dates, a.creneaux.iter().map(creneau).collect()));
    if !a.observation.is_empty() {
        faits.push((
            "Observation",
            a.observation.lines().map(str::to_owned).collect(),
        ));
    }
    Bloc::Faits(faits)
}

/// Who made it: `le centre LPO BELLEVUE`, `le rectorat de l’académie de Toulouse`.
fn auteur(lettre: &Lettre) -> String {
    match lettre.autorite {
        Autorite::Centre => format!("le centre {}", lettre.centre_nom),
        Autorite::Division => format!("le rectorat de l’{}", academie(&lettre.academie)),
    }
}

fn pied(identite: &Identite, reference: &str) -> Bloc {
    Bloc::Pied(format!(
        "Message envoyé automatiquement par {} ({}). Référence\u{a0}: {reference}.",
        identite.nom(),
        identite.url(),
    ))
}

const fn appel(lettre: &Lettre) -> &'static str {
    match lettre.destinataire.civilite {
        Civilite::Madame => "Madame,",
        Civilite::Monsieur => "Monsieur,",
        Civilite::Inconnue => "Madame, Monsieur,",
    }
}

/// How to reach the centre.
fn contact(lettre: &Lettre, reponse_au_centre: bool) -> String {
    let telephone = lettre.centre_telephone.as_str();
    match (reponse_au_centre, telephone.is_empty()) {
        (true, true) => "En cas de question ou d’empêchement, répondez à ce message\u{a0}: \
                         le centre recevra votre réponse."
            .to_owned(),
        (true, false) => format!(
            "En cas de question ou d’empêchement, répondez à ce message\u{a0}: le centre \
             recevra votre réponse. Vous pouvez aussi l’appeler au {telephone}."
        ),
        (false, false) => format!(
            "En cas de question ou d’empêchement, appelez le centre au {telephone}\u{a0}: une \
             réponse à ce message ne lui parviendrait pas."
        ),
        (false, true) => "En cas de question ou d’empêchement, prenez contact avec le \
                          centre\u{a0}: une réponse à ce message ne lui parviendrait pas."
            .to_owned(),
    }
}

/// The name of a field that changed.
const fn champ(champ: ChampAffectation) -> &'static str {
    match champ {
        ChampAffectation::Qualite => "Qualité",
        ChampAffectation::Salle => "Salle",
        ChampAffectation::Commission => "Commission",
        ChampAffectation::Jours => "Dates",
        ChampAffectation::Observation => "Observation",
    }
}

/// What a letter replaces, and what it changes.
fn remplacement(r: &Remplacement) -> Vec<Bloc> {
    let date = domain::jour_court(r.date);
    let mut blocs = vec![Bloc::Paragraphe(if r.annulation {
        format!(
            "L’annulation qui vous a été envoyée le {date} ne tient plus\u{a0}: cette \
             convocation la remplace."
        )
    } else {
        format!("Cette convocation annule et remplace celle du {date}.")
    })];
    if !r.changements.is_empty() {
        blocs.push(Bloc::Liste {
            titre: "Ce qui change\u{a0}:".to_owned(),
            elements: r
                .changements
                .iter()
                .map(|c| {
                    let (avant, apres) = c.en_bref();
                    let dit = |t: String| if t.is_empty() { "rien".to_owned() } else { t };
                    match c.champ {
                        ChampAffectation::Jours if avant.is_empty() => {
                            format!("Dates ajoutées\u{a0}: {apres}")
                        }
                        ChampAffectation::Jours if apres.is_empty() => {
                            format!("Dates retirées\u{a0}: {avant}")
                        }
                        _ => format!(
                            "{}\u{a0}: {}\u{202f}; désormais\u{a0}: {}",
                            champ(c.champ),
                            dit(avant),
                            dit(apres)
                        ),
                    }
                })
                .collect(),
        });
    }
    blocs
}

/// The end of a convocation, to the intervenant. `nom_agenda` is attached.
pub(crate) fn annulation(
    lettre: &Lettre,
    identite: &Identite,
    nom_agenda: &str,
    reponse_au_centre: bool,
) -> Contenu {
    let m = &lettre.mission;
    let mut faits = vec![("Mission", vec![mission(m)])];
    if let Some(e) = &m.epreuve {
        faits.push(("Épreuve", vec![format!("{} ({})", e.libelle, e.code)]));
    }
    faits.push(("Centre", vec![lettre.centre_nom.clone()]));
    let creneaux = &lettre.affectation.creneaux;
    let (titre, jours) = match creneaux.len() {
        0 | 1 => ("Date annulée", "ce jour"),
        _ => ("Dates annulées", "ces jours"),
    };
    faits.push((titre, creneaux.iter().map(creneau).collect()));
    let mut blocs = vec![Bloc::Paragraphe(appel(lettre).to_owned())];
    blocs.extend(paragraphes(lettre, TexteRegle::AnnulationDebut));
    blocs.extend([
        Bloc::Faits(faits),
        Bloc::Paragraphe(format!(
            "Le fichier joint ({nom_agenda}), une fois ouvert, retire {jours} de votre agenda."
        )),
        Bloc::Paragraphe(
            contact(lettre, reponse_au_centre)
                .replace("En cas de question ou d’empêchement", "En cas de question"),
        ),
    ]);
    blocs.extend(paragraphes(lettre, TexteRegle::AnnulationFin));
    blocs.push(Bloc::Signature(signataire(lettre)));
    blocs.push(pied(identite, &lettre.reference()));
    Contenu {
        sujet: sujet(lettre, TexteRegle::AnnulationSujet),
        titre: format!(
            "Votre convocation à la mission n°\u{a0}{} est annulée",
            m.numero
        ),
        blocs,
    }
}

/// Who signs, line by line.
fn signataire(lettre: &Lettre) -> Vec<String> {
    let mut signature = Vec::new();
    if let Some(s) = &lettre.signature {
        signature.push(format!("{} {}", s.prenom, s.nom).trim().to_owned());
        signature.push(s.qualite.clone());
    }
    signature.push(lettre.centre_nom.clone());
    signature.retain(|l| !l.is_empty());
    signature
}

/// The convocation, to the intervenant. The files attached are the PDF, the one for
/// calendars, and perhaps one that takes days away. `reponse_au_centre`: a reply reaches
/// the centre. `rappel`: it was sent before and nobody answered.
pub(crate) fn convocation(
    lettre: &Lettre,
    identite: &Identite,
    pieces: &[&str],
    reponse_au_centre: bool,
    rappel: bool,
) -> Contenu {
    let m = &lettre.mission;
    let (quel_sujet, debut, fin) = if rappel {
        (
            TexteRegle::RappelSujet,
            TexteRegle::RappelDebut,
            TexteRegle::RappelFin,
        )
    } else {
        (
            TexteRegle::ConvocationSujet,
            TexteRegle::ConvocationDebut,
            TexteRegle::ConvocationFin,
        )
    };
    let (nom_pdf, nom_agenda) = (
        pieces.first().copied().unwrap_or_default(),
        pieces.get(1).copied().unwrap_or_default(),
    );
    let contact = contact(lettre, reponse_au_centre);
    let dates = match lettre.affectation.creneaux.len() {
        0 | 1 => "cette date",
        _ => "ces dates",
    };
    let mut blocs = vec![Bloc::Paragraphe(appel(lettre).to_owned())];
    blocs.extend(paragraphes(lettre, debut));
    blocs.extend(
        lettre
            .remplace
            .as_ref()
            .map(remplacement)
            .into_iter()
            .flatten(),
    );
    blocs.push(faits(lettre));
    if let Some(liens) = &lettre.liens {
        blocs.push(Bloc::Lien {
            phrase: "Merci d’indiquer que vous en avez pris connaissance, ou de signaler un \
                     empêchement, sur cette page (ce lien vous est personnel)"
                .to_owned(),
            url: liens.accuse.clone(),
        });
    }
    blocs.extend([
        Bloc::Paragraphe(format!(
            "Le document joint au format PDF ({nom_pdf}) est votre convocation\u{a0}: \
             conservez-le, il peut vous être demandé à votre arrivée."
        )),
        Bloc::Paragraphe(format!(
            "L’autre fichier joint ({nom_agenda}), une fois ouvert, ajoute {dates} à votre agenda."
        )),
    ]);
    if let Some(retires) = pieces.get(2) {
        blocs.push(Bloc::Paragraphe(format!(
            "Le fichier {retires}, une fois ouvert, en retire les jours qui ne comptent \
             plus."
        )));
    }
    blocs.push(Bloc::Paragraphe(contact));
    blocs.extend(paragraphes(lettre, fin));
    blocs.push(Bloc::Signature(signataire(lettre)));
    blocs.push(pied(identite, &lettre.reference()));
    Contenu {
        sujet: sujet(lettre, quel_sujet),
        titre: format!("Convocation à la mission n°\u{a0}{}", m.numero),
        blocs,
    }
}

/// The author's copy of one convocation sent alone.
pub(crate) fn copie(
    lettre: &Lettre,
    identite: &Identite,
    nom_fichier: &str,
    adresse: &str,
) -> Contenu {
    let m = &lettre.mission;
    let nom = nom_usuel(lettre);
    let d = &lettre.destinataire;
    let laquelle = if adresse == d.mel_professionnel {
        " professionnelle"
    } else if adresse == d.mel_personnel {
        " personnelle"
    } else {
        ""
    };
    Contenu {
        sujet: format!(
            "Copie – Convocation – mission {} – {} {}",
            m.numero, d.nom, d.prenom
        ),
        titre: format!("Copie de la convocation de {nom}"),
        blocs: vec![
            Bloc::Paragraphe("Bonjour,".to_owned()),
            Bloc::Paragraphe(format!(
                "Voici la copie de la convocation de {nom} à la mission n°\u{a0}{}. Elle lui est \
                 envoyée à son adresse{laquelle}\u{a0}: {adresse}.",
                m.numero
            )),
            faits(lettre),
            Bloc::Paragraphe(format!(
                "Document joint au format PDF\u{a0}: {nom_fichier}."
            )),
            pied(identite, &lettre.reference()),
        ],
    }
}

/// Where the letters of a group are.
pub(crate) enum Ensemble<'a> {
    /// In the mail, under this name.
    Joint(&'a str),
    /// Too large for a mail: so many bytes.
    TropGros(usize),
    /// Not given.
    Absent,
}

/// One summary of a group send, to its author.
pub(crate) fn recapitulatif(
    r: &Recapitulatif<'_>,
    identite: &Identite,
    ensemble: &Ensemble<'_>,
) -> Contenu {
    let n = r.lignes.len();
    let envois = match n {
        1 => "1\u{a0}convocation".to_owned(),
        _ => format!("{}\u{a0}convocations", milliers(n)),
    };
    let de_la_mission = format!(
        "la mission n°\u{a0}{}, {}, centre {}",
        r.mission.numero,
        r.mission.type_mission.libelle(),
        r.centre_nom
    );
    let mut blocs = vec![
        Bloc::Paragraphe("Bonjour,".to_owned()),
        Bloc::Paragraphe(if n == 0 {
            format!(
                "Votre demande d’envoi par courriel n’a fait partir aucun message pour {de_la_mission}."
            )
        } else {
            format!("Vous avez demandé l’envoi par courriel de {envois} à {de_la_mission}.")
        }),
    ];
    if n > 0 {
        blocs.push(Bloc::Paragraphe(bilan(r.lignes)));
        blocs.push(Bloc::Tableau {
            legende: "Destinataires et adresses utilisées".to_owned(),
            entetes: ["Destinataire", "Adresse utilisée", "Envoi"],
            lignes: r
                .lignes
                .iter()
                .map(|l| [l.nom.clone(), l.adresse.clone(), etat(l)])
                .collect(),
        });
    }
    if !r.sans_adresse.is_empty() {
        blocs.push(Bloc::Liste {
            titre: match r.sans_adresse.len() {
                1 => "Une personne n’a pas d’adresse de courriel connue et n’a rien \
                      reçu\u{202f}; sa convocation est à lui remettre autrement\u{a0}:"
                    .to_owned(),
                k => format!(
                    "{k} personnes n’ont pas d’adresse de courriel connue et n’ont rien \
                     reçu\u{202f}; leurs convocations sont à leur remettre autrement\u{a0}:"
                ),
            },
            elements: r.sans_adresse.to_vec(),
        });
    }
    let page = format!("{}/missions/{}", identite.url(), r.mission.numero);
    match ensemble {
        Ensemble::Joint(nom) => blocs.push(Bloc::Paragraphe(format!(
            "Les convocations sont réunies dans le fichier joint {nom}."
        ))),
        Ensemble::TropGros(octets) => blocs.push(Bloc::Paragraphe(format!(
            "Réunies, les convocations pèsent {}\u{a0}: c’est trop pour un courriel. Le bouton \
             «\u{a0}Télécharger convocations (zip)\u{a0}» de la page de la mission les donne en \
             un seul fichier.",
            taille(*octets)
        ))),
        Ensemble::Absent => {}
    }
    blocs.push(Bloc::Lien {
        phrase: "L’état de chaque envoi est suivi sur la page de la mission".to_owned(),
        url: page,
    });
    let quoi = if n == 0 {
        "Aucun envoi".to_owned()
    } else {
        format!("Envoi de {envois}")
    };
    let valeur = |champ: ChampTexte| match champ {
        ChampTexte::Mission => mission(r.mission),
        ChampTexte::Numero => r.mission.numero.to_string(),
        ChampTexte::Type => r.mission.type_mission.libelle().to_owned(),
        ChampTexte::Session => r.mission.session.libelle.clone(),
        ChampTexte::Centre => r.centre_nom.to_owned(),
        ChampTexte::Envoi => quoi.clone(),
        _ => String::new(),
    };
    let h = r.habillage;
    blocs.extend(h.paragraphes(TexteRegle::RecapitulatifFin, &valeur));
    blocs.push(pied(identite, &r.mission.numero.to_string()));
    Contenu {
        sujet: h.sujet(TexteRegle::RecapitulatifSujet, &valeur),
        titre: format!("{quoi} – mission n°\u{a0}{}", r.mission.numero),
        blocs,
    }
}

/// `1 200`, with a narrow no-break space.
fn milliers(n: usize) -> String {
    let chiffres = n.to_string();
    let mut sortie = String::new();
    for (i, c) in chiffres.chars().enumerate() {
        if i > 0 && (chiffres.len() - i).is_multiple_of(3) {
            sortie.push('\u{202f}');
        }
        sortie.push(c);
    }
    sortie
}

/// `12,4 Mo`.
fn taille(octets: usize) -> String {
    let dixiemes = octets.div_ceil(100_000);
    format!("{},{}\u{a0}Mo", milliers(dixiemes / 10), dixiemes % 10)
}

/// How the sends stand, in one sentence.
fn bilan(lignes: &[LigneRecapitulatif]) -> String {
    let combien = |f: fn(EtatCourriel) -> bool| lignes.iter().filter(|l| f(l.etat)).count();
    let envoyes = combien(|e| e == EtatCourriel::Envoye);
    let en_route = combien(EtatCourriel::en_mouvement);
    let echecs = combien(|e| e == EtatCourriel::Echec);
    let annules = combien(|e| e == EtatCourriel::Annule);
    let retours = combien(|e| e == EtatCourriel::Retour);
    if envoyes == lignes.len() {
        return match envoyes {
            1 => "Le message a été accepté par le serveur de messagerie.".to_owned(),
            n => format!(
                "Les {} messages ont été acceptés par le serveur de messagerie.",
                milliers(n)
            ),
        };
    }
    let morceaux: Vec<String> = [
        (
            envoyes,
            "accepté par le serveur de messagerie",
            "acceptés par le serveur de messagerie",
        ),
        (en_route, "en cours d’envoi", "en cours d’envoi"),
        (echecs, "non remis", "non remis"),
        (retours, "revenu sans être remis", "revenus sans être remis"),
        (annules, "annulé", "annulés"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, un, plusieurs)| {
        format!(
            "{}\u{a0}{}",
            milliers(n),
            if n == 1 { un } else { plusieurs }
        )
    })
    .collect();
    format!(
        "État des messages à cette heure\u{a0}: {}.",
        morceaux.join(", ")
    )
}

fn etat(ligne: &LigneRecapitulatif) -> String {
    let mot = match ligne.etat {
        EtatCourriel::Envoye => "envoyé",
        EtatCourriel::EnAttente | EtatCourriel::EnCours => "en cours d’envoi",
        EtatCourriel::NouvelEssai => "nouvel essai prévu",
        EtatCourriel::Echec => "non remis",
        EtatCourriel::Annule => "annulé",
        EtatCourriel::Retour => "revenu sans être remis",
    };
    match ligne.raison {
        Some(r) if ligne.etat != EtatCourriel::Envoye => format!("{mot}\u{a0}: {}", raison(r)),
        _ => mot.to_owned(),
    }
}

fn raison(raison: RaisonEchec) -> String {
    match raison {
        RaisonEchec::ServeurInjoignable => "le serveur de messagerie est injoignable".to_owned(),
        RaisonEchec::ServeurMuet => "le serveur de messagerie ne répond pas".to_owned(),
        RaisonEchec::DialogueRompu => "le serveur de messagerie a interrompu l’échange".to_owned(),
        RaisonEchec::TlsInvalide | RaisonEchec::TlsAbsent => {
            "la connexion au serveur de messagerie n’est pas sûre".to_owned()
        }
        RaisonEchec::Authentification => {
            "le serveur de messagerie refuse l’identification du service".to_owned()
        }
        RaisonEchec::ExpediteurRefuse => {
            "le serveur de messagerie refuse l’adresse du service".to_owned()
        }
        RaisonEchec::AdresseRefusee => "adresse inconnue ou refusée".to_owned(),
        RaisonEchec::BoitePleine => "boîte aux lettres pleine".to_owned(),
        RaisonEchec::MessageTropGros => "message trop volumineux".to_owned(),
        RaisonEchec::Differe { code } => {
            format!("le serveur de messagerie demande d’attendre (code\u{a0}{code})")
        }
        RaisonEchec::Autre { code } => {
            format!("refusé par le serveur de messagerie (code\u{a0}{code})")
        }
        RaisonEchec::Disque => "le dossier des courriels est inaccessible".to_owned(),
        RaisonEchec::DomaineInconnu => "le domaine de l’adresse n’existe pas".to_owned(),
        RaisonEchec::Indesirable => {
            "refusé par un filtre ou une règle du serveur de la personne".to_owned()
        }
        RaisonEchec::DelaiDepasse => {
            "le serveur de la personne n’a pas pris le message dans les délais".to_owned()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nombres_et_mots() {
        assert_eq!(milliers(7), "7");
        assert_eq!(milliers(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(taille(12_345_678), "12,4\u{a0}Mo");
        assert_eq!(academie("Toulouse"), "académie de Toulouse");
        assert_eq!(academie("Orléans-Tours"), "académie d’Orléans-Tours");
    }

    #[test]
    fn bilans() {
        let ligne = |etat| LigneRecapitulatif {
            nom: String::new(),
            adresse: String::new(),
            etat,
            raison: None,
        };
        use EtatCourriel::*;
        assert_eq!(
            bilan(&[ligne(Envoye), ligne(Envoye)]),
            "Les 2 messages ont été acceptés par le serveur de messagerie."
        );
        assert_eq!(
            bilan(&[
                ligne(Envoye),
                ligne(EnCours),
                ligne(NouvelEssai),
                ligne(Echec)
            ]),
            "État des messages à cette heure\u{a0}: 1\u{a0}accepté par le serveur de \
             messagerie, 2\u{a0}en cours d’envoi, 1\u{a0}non remis."
        );
        assert_eq!(
            bilan(&[ligne(Envoye), ligne(Retour), ligne(Retour)]),
            "État des messages à cette heure\u{a0}: 1\u{a0}accepté par le serveur de \
             messagerie, 2\u{a0}revenus sans être remis."
        );
        let revenu = LigneRecapitulatif {
            raison: Some(RaisonEchec::AdresseRefusee),
            ..ligne(Retour)
        };
        assert_eq!(
            etat(&revenu),
            "revenu sans être remis\u{a0}: adresse inconnue ou refusée"
        );
    }
}
