//! Every sentence of the screens, in French. Below the screens an outcome is a
//! code with data; here alone it becomes text.
//!
//! Typography: no-break space (U+00A0) before `:` and inside « », narrow
//! no-break space (U+202F) before `;`, `!` and `?`.

pub mod accueil;
pub mod aide;
pub mod archive;
pub mod audit;
pub mod changements;
pub mod competences;
pub mod comptes;
pub mod confiance;
pub mod consultation;
pub mod couverture;
pub mod espace;
pub mod imports;
pub mod imports_suivis;
pub mod lots;
pub mod openid;
pub mod ouvertures;
pub mod parametres;
pub mod personnels;
#[cfg(feature = "ssr")]
pub mod publiques;
pub mod repertoire;
pub mod reprises;
pub mod santorin;
pub mod second_facteur;
pub mod service;
pub mod signatures;
pub mod suivies;

use domain::{
    Autorite, Champ, Conflit, ConvocationErreur, Degre, Engagement, EtatCourriel, JourChome,
    MOT_DE_PASSE_MAX, MOT_DE_PASSE_MIN, MotDePasseErreur, NaiveDate, PartieHlp, PorteeGroupe,
    Recherche, Signalement, jour_court, jour_long,
};
#[cfg(feature = "ssr")]
use domain::{EnvoiDemande, Erreur, Fait};

/// Name of the service.
pub const SERVICE: &str = "Imagin";
/// What the service is for.
pub const SERVICE_SOUS_TITRE: &str = "Convocation aux missions d’examen";
/// The notice on every page (decision record: appearance).
pub const NON_OFFICIEL: &str = "Implémentation libre, non officielle.";
/// Rest of the notice.
pub const NON_OFFICIEL_DETAIL: &str =
    "Ce service n’est pas édité par le ministère chargé de l’éducation nationale.";

/// `n mot` or `n mots`; French counts 0 and 1 as singular.
#[must_use]
pub fn nombre(n: usize, singulier: &str, pluriel: &str) -> String {
    format!(
        "{}\u{a0}{}",
        milliers(n),
        if n < 2 { singulier } else { pluriel }
    )
}

/// `12 345`, thousands apart by a narrow no-break space.
#[must_use]
pub fn milliers(n: usize) -> String {
    let chiffres = n.to_string();
    let mut sortie = String::with_capacity(chiffres.len() + 4);
    for (i, c) in chiffres.chars().enumerate() {
        if i > 0 && (chiffres.len() - i).is_multiple_of(3) {
            sortie.push('\u{202f}');
        }
        sortie.push(c);
    }
    sortie
}

/// That a sheet of paper has only the first of what was asked; none when it has everything.
/// `quoi`: their name, a feminine plural.
#[must_use]
pub fn premieres(imprimees: usize, total: usize, quoi: &str) -> Option<String> {
    (imprimees < total).then(|| {
        format!(
            "Les {} premières {quoi} sur {}\u{a0}: filtrez la liste pour imprimer les autres.",
            milliers(imprimees),
            milliers(total)
        )
    })
}

/// Nobody is signed in any more.
pub const NON_CONNECTE: &str = "Votre session a expiré. Connectez-vous à nouveau\u{a0}: rien de ce qui était enregistré n’est perdu.";
/// Unknown name or wrong password.
pub const IDENTIFIANTS_FAUX: &str = "Identifiant ou mot de passe incorrect. Vérifiez la saisie, ou demandez un nouveau mot de passe à votre administrateur.";
/// Not allowed.
pub const INTERDIT: &str = "Votre compte ne permet pas cette action. Adressez-vous au chef d’établissement ou au gestionnaire de l’académie.";
/// Not there, or not for the reader.
pub const INTROUVABLE: &str =
    "Cet élément n’existe pas, ou n’est pas de votre ressort. Revenez à la liste des missions.";
/// A request that cannot be read.
pub const REQUETE_INVALIDE: &str =
    "La demande n’a pas pu être lue. Rechargez la page puis recommencez.";
/// No answer in time.
pub const OCCUPE: &str = "Le service n’a pas pu répondre à temps. Rien n’a été enregistré\u{a0}: réessayez dans quelques instants.";
/// Where the reason is.
pub const VOIR_MESSAGES: &str =
    "L’action n’a pas été effectuée\u{a0}: la raison est indiquée dans les messages.";

/// Too many tries to sign in.
#[must_use]
pub fn trop_d_essais(attendre: i64) -> String {
    format!(
        "Trop de tentatives de connexion. Réessayez dans {}.",
        nombre(
            attendre.max(60).unsigned_abs().div_ceil(60) as usize,
            "minute",
            "minutes"
        )
    )
}

/// A failure that nobody expected.
#[must_use]
pub fn interne(reference: &str) -> String {
    format!(
        "Une erreur inattendue s’est produite. Rien n’a été enregistré. Référence à communiquer\u{a0}: {reference}."
    )
}

/// Why a convocation cannot be made as asked: each reason.
#[must_use]
pub fn convocation_erreurs(erreurs: &[ConvocationErreur]) -> String {
    let phrases: Vec<String> = erreurs.iter().map(convocation_erreur).collect();
    if erreurs
        .iter()
        .any(|e| matches!(e, ConvocationErreur::AffectationNonTerminee))
    {
        phrases.join(" ")
    } else {
        format!("Rien n’a été enregistré. {}", phrases.join(" "))
    }
}

/// A failure as a sentence that says what to do. The browser gets it from the server, in
/// [`crate::ErreurApi`].
#[cfg(feature = "ssr")]
#[must_use]
pub fn erreur(erreur: &Erreur) -> String {
    match erreur {
        Erreur::NonConnecte => NON_CONNECTE.into(),
        Erreur::IdentifiantsFaux => IDENTIFIANTS_FAUX.into(),
        Erreur::TropDEssais { attendre } => trop_d_essais(*attendre),
        Erreur::Interdit => INTERDIT.into(),
        Erreur::Introuvable => INTROUVABLE.into(),
        Erreur::RequeteInvalide => REQUETE_INVALIDE.into(),
        Erreur::Convocation(erreurs) => convocation_erreurs(erreurs),
        Erreur::AConfirmer { signalements, .. } => format!(
            "Rien n’est encore enregistré\u{a0}: confirmez malgré ces conflits, ou changez les jours ou les personnes. {}",
            phrases_de_conflits(signalements)
        ),
        Erreur::ModifieEntreTemps { actuel: Some(c), .. } => format!(
            "La convocation de {} {} a été modifiée par une autre personne entre-temps. Rien n’a été écrasé\u{a0}: relisez-la, puis recommencez votre modification.",
            c.nom, c.prenom
        ),
        Erreur::ModifieEntreTemps { actuel: None, par, le } if !par.is_empty() || !le.is_empty() => changements::supprimee_entre_temps(par, le),
        Erreur::ModifieEntreTemps { actuel: None, .. } => "Une autre personne a fait un changement entre-temps. Rien n’a été écrasé\u{a0}: rechargez la page, puis recommencez.".into(),
        Erreur::Coller(e) => reprises::coller_erreur(*e),
        Erreur::Indisponibilite(e) => personnels::indisponibilite_erreurs(e),
        Erreur::Retouche(e) => lots::retouche_erreur(*e),
        Erreur::Competences(e) => competences::erreur(e),
        Erreur::SelectionVide => "Aucune ligne n’est cochée\u{a0}: cochez au moins une convocation, puis recommencez.".into(),
        Erreur::LotDejaLance => "Cette sélection a déjà été traitée, avec une autre saisie. Rien de plus n’a été enregistré\u{a0}: relisez le résultat, puis refaites une sélection.".into(),
        Erreur::MotDePasse(e) => mot_de_passe_erreur(*e),
        Erreur::Compte(e) => comptes::erreur(e),
        Erreur::CompteChange => comptes::CHANGE_ENTRE_TEMPS.into(),
        Erreur::SecondFacteur(e) => second_facteur::erreur(*e),
        Erreur::RienAFaire => "Aucune convocation n’est concernée\u{a0}: seules le sont les lignes affichées dont vous êtes l’auteur, et que la personne n’a pas déjà reçues telles quelles si vous l’avez demandé.".into(),
        Erreur::SansAdresse { nom } => format!("Aucune adresse de courriel n’est connue pour {nom}. Imprimez la convocation, ou demandez au gestionnaire de compléter la fiche."),
        Erreur::RemplaceDepuis { ancien, nouveau } => format!("{ancien} a été remplacé(e) à son tour par {nouveau}. Rien n’a changé\u{a0}: reprenez d’abord ce remplacement-là, ou supprimez la convocation de {nouveau}."),
        Erreur::AdresseInvalide { adresse } => format!("«\u{a0}{adresse}\u{a0}» n’est pas une adresse de courriel. Vérifiez la saisie, par exemple prenom.nom@ac-toulouse.fr. Rien n’a été enregistré."),
        Erreur::AnnulationDejaPartie => "Cette annulation n’est plus à régler\u{a0}: elle est en route, ou quelqu’un l’a déjà renvoyée. Rien n’a changé\u{202f}; rechargez la page pour voir où elle en est.".into(),
        Erreur::AdresseChangee => "Quelqu’un d’autre a changé les adresses de cette personne entre-temps. Rien n’a été enregistré\u{a0}: rechargez la page pour voir les siennes.".into(),
        Erreur::Signature(e) => signatures::erreurs(e),
        Erreur::SignatureChangee { par, le } => signatures::changee(par, le),
        Erreur::SignatureCommencee { .. } => signatures::l::COMMENCEE.into(),
        Erreur::ServiceSignatureFerme => signatures::service_ferme(domain::EtatOuverture::Ferme),
        Erreur::ServiceConvocationFerme { etat } => ouvertures::refus(*etat),
        Erreur::Ouverture(e) => ouvertures::erreur(*e).into(),
        Erreur::ServicesChanges { noms } => ouvertures::devances(noms),
        Erreur::Service(erreurs) => service::erreurs(erreurs),
        Erreur::Espace(e) => espace::erreur(*e),
        Erreur::Santorin(e) => santorin::erreur(*e),
        Erreur::Repertoire(e) => repertoire::erreur(e),
        Erreur::Parametre(e) => parametres::erreur(e),
        Erreur::Import(r) => imports_suivis::refus(r),
        Erreur::Occupe => OCCUPE.into(),
        Erreur::VoirMessages => VOIR_MESSAGES.into(),
        Erreur::Interne { reference } => interne(reference),
    }
}

/// Label of a text field of the window.
#[must_use]
pub const fn champ(champ: Champ) -> &'static str {
    match champ {
        Champ::Salle => "Code salle",
        Champ::Commission => "Commission",
        Champ::Observation => "Texte d’observation",
    }
}

/// One reason why a convocation cannot be made.
#[must_use]
pub fn convocation_erreur(e: &ConvocationErreur) -> String {
    match e {
        // The memo's own words (§5).
        ConvocationErreur::AffectationNonTerminee => {
            "L’affectation n’est pas terminée dans Cyclades. La convocation des intervenants n’est pas possible.".into()
        }
        ConvocationErreur::AucunRemplacant => "Choisissez la personne qui remplace.".into(),
        ConvocationErreur::AucunIntervenant => "Cochez au moins un intervenant.".into(),
        ConvocationErreur::TropDIntervenants { maximum } => format!(
            "Une demande peut convoquer {} au plus\u{a0}: procédez en plusieurs fois.",
            nombre(*maximum, "intervenant", "intervenants")
        ),
        // The memo's own words (§4).
        ConvocationErreur::AucunJour => "Sélectionnez au moins une date d’affectation.".into(),
        ConvocationErreur::TropDeJours { maximum } => {
            format!("Une convocation compte {maximum}\u{a0}jours au plus.")
        }
        ConvocationErreur::JourImpossible { jour } => {
            format!("Le {} n’est pas un jour possible pour cette mission.", jour_long(*jour))
        }
        ConvocationErreur::JourEnDouble { jour } => {
            format!("Le {} est choisi deux fois.", jour_long(*jour))
        }
        ConvocationErreur::HeureIllisible { jour } if jour.is_empty() => {
            "Une date ou une heure n’a pas pu être lue. Écrivez les heures ainsi\u{a0}: 08:00.".into()
        }
        ConvocationErreur::HeureIllisible { jour } => format!(
            "Indiquez l’heure de début et l’heure de fin du {jour}, par exemple 08:00 et 12:00."
        ),
        ConvocationErreur::HeuresInversees { jour } => {
            format!("Le {}, l’heure de fin doit suivre l’heure de début.", jour_long(*jour))
        }
        ConvocationErreur::QualiteImpossible => {
            "Cette qualité n’existe pas pour ce type de mission. Choisissez-en une dans la liste.".into()
        }
        ConvocationErreur::TexteTropLong { champ: c, longueur } => format!(
            "{}\u{a0}: {} au plus, {} saisis.",
            champ(*c),
            nombre(c.maximum(), "caractère", "caractères"),
            milliers(*longueur)
        ),
        ConvocationErreur::CaractereInterdit { champ: c } => format!(
            "{}\u{a0}: le texte contient un caractère invisible ou de contrôle. Saisissez-le au clavier plutôt que par copier-coller.",
            champ(*c)
        ),
        ConvocationErreur::DejaConvoque { nom } => {
            format!("{nom} est déjà convoqué à cette mission\u{a0}: décochez son nom, ou modifiez sa convocation.")
        }
        ConvocationErreur::EnConflit(s) => format!(
            "{} Décochez ce nom, ou changez les jours ou les heures.",
            signalement(s)
        ),
        ConvocationErreur::ServiceValide { nom, jours } => {
            service::convocation_constatee(nom, jours)
        }
        ConvocationErreur::IntervenantInconnu => {
            "Un intervenant coché n’existe plus dans l’académie\u{a0}: refaites la recherche.".into()
        }
    }
}

/// Clashes told in one text before the rest is only counted.
#[cfg(feature = "ssr")]
const CONFLITS_DITS: usize = 20;

#[cfg(feature = "ssr")]
fn phrases_de_conflits(signalements: &[Signalement]) -> String {
    let mut phrases: Vec<String> = signalements
        .iter()
        .take(CONFLITS_DITS)
        .map(signalement)
        .collect();
    if signalements.len() > CONFLITS_DITS {
        phrases.push(format!(
            "Et {}.",
            nombre(
                signalements.len() - CONFLITS_DITS,
                "autre conflit",
                "autres conflits"
            )
        ));
    }
    phrases.join(" ")
}

/// A phrase as it stands alone: with a capital.
#[must_use]
pub fn majuscule(phrase: &str) -> String {
    let mut lettres = phrase.chars();
    let initiale: String = lettres
        .next()
        .into_iter()
        .flat_map(char::to_uppercase)
        .collect();
    format!("{initiale}{}", lettres.as_str())
}

/// A clash with whom it concerns, as a sentence.
#[must_use]
pub fn signalement(s: &Signalement) -> String {
    let phrase = conflit(&s.conflit);
    if s.nom.is_empty() {
        format!("{}.", majuscule(&phrase))
    } else {
        format!("{}\u{a0}: {phrase}.", s.nom)
    }
}

/// What stands against a convocation, in words that follow a name and a colon.
#[must_use]
pub fn conflit(c: &Conflit) -> String {
    match c {
        Conflit::Chevauchement {
            avec,
            jours: quand,
            impossible,
        } => {
            let debut = if *impossible {
                "doit être ailleurs aux mêmes heures"
            } else {
                "est déjà convoqué aux mêmes heures"
            };
            format!("{debut} {}, {}", jours(quand), engagement(avec))
        }
        Conflit::AutreVille { avec, jours: quand } => format!(
            "est convoqué dans une autre ville ({}) {}, {}",
            avec.commune,
            jours(quand),
            engagement(avec)
        ),
        Conflit::Indisponible { jours: quand } => {
            format!("est déclaré indisponible {}", jours(quand))
        }
        Conflit::HorsMission { jours: quand } => format!(
            "est convoqué {}, hors des jours possibles de la mission",
            jours(quand)
        ),
        Conflit::Discipline => "sa discipline de poste n’est pas celle de l’épreuve".into(),
        Conflit::Competence => "cette épreuve n’est pas parmi ses compétences validées".into(),
        Conflit::JourChome { jour, territoire } => match jour {
            JourChome::Dimanche(_) => {
                format!("le {} n’est pas travaillé", jour.libelle(*territoire))
            }
            JourChome::Ferie(_) => format!("le {} est férié", jour.libelle(*territoire)),
        },
    }
}

/// Another convocation: which mission, where, by whom.
fn engagement(e: &Engagement) -> String {
    let par = match e.autorite {
        Autorite::Centre => "par ce centre",
        Autorite::Division => "par la division",
    };
    format!(
        "à la mission {} ({}, {}), convoqué {par}",
        e.mission, e.intitule, e.centre
    )
}

/// `le lundi 1er février 2021`, `les 01/02/2021 et 02/02/2021`, `sur 9 jours du … au …`.
#[must_use]
pub fn jours(jours: &[NaiveDate]) -> String {
    match jours {
        [] => String::new(),
        [un] => format!("le {}", jour_long(*un)),
        [debut @ .., dernier] if jours.len() <= 4 => {
            let debut: Vec<String> = debut.iter().map(|j| jour_court(*j)).collect();
            format!("les {} et {}", debut.join(", "), jour_court(*dernier))
        }
        [premier, .., dernier] => format!(
            "sur {} du {} au {}",
            nombre(jours.len(), "jour", "jours"),
            jour_court(*premier),
            jour_court(*dernier)
        ),
    }
}

/// What a degree asks for, before the sentence of a clash.
#[must_use]
pub const fn degre(d: Degre) -> &'static str {
    match d {
        Degre::Refus => "Impossible",
        Degre::AConfirmer => "À confirmer",
        Degre::Information => "À noter",
    }
}

/// How many days somebody is convoked already this session.
#[must_use]
pub fn charge(n: u32) -> String {
    format!(
        "{} cette session",
        nombre(n as usize, "jour déjà convoqué", "jours déjà convoqués")
    )
}

/// Whose history it is.
#[must_use]
pub fn historique_de(nom: &str, mission: i64) -> String {
    format!("{nom}, mission {mission}")
}

/// What happened, when and by whom.
#[must_use]
pub fn evenement(e: &domain::LigneHistorique) -> String {
    use domain::Evenement as E;
    let quoi = match &e.quoi {
        E::Creee => "convoqué".to_owned(),
        E::Modifiee(_) => "convocation modifiée".to_owned(),
        E::Supprimee => "convocation supprimée".to_owned(),
        E::Retablie => "suppression annulée, convocation rétablie".to_owned(),
        E::Courriel {
            adresse,
            etat,
            genre,
        } => {
            let a = if adresse.is_empty() { "" } else { " à " };
            format!(
                "{}{a}{adresse}\u{a0}: {}",
                confiance::courriel_raconte(*genre),
                etat_courriel(*etat).to_lowercase()
            )
        }
        E::Reponse(genre) => confiance::reponse_racontee(*genre).to_owned(),
    };
    let mut phrase = format!("{}\u{a0}: {quoi}", e.date);
    match &e.lien {
        Some(domain::LienHistorique::Remplace(nom)) => {
            phrase.push_str(&format!(" (remplace {nom})"));
        }
        Some(domain::LienHistorique::RemplaceePar(nom)) => {
            phrase.push_str(&format!(" (remplacée par {nom})"));
        }
        Some(domain::LienHistorique::CopieDe(mission)) => {
            phrase.push_str(&format!(" (copie de la mission {mission})"));
        }
        None => {}
    }
    if !e.auteur.is_empty() {
        phrase.push_str(&format!(", par {}", e.auteur));
    }
    if let Some(version) = e.version {
        phrase.push_str(&format!(" – version {version}"));
    }
    phrase
}

/// Label of a field of the window.
#[must_use]
pub const fn champ_affectation(champ: domain::ChampAffectation) -> &'static str {
    use domain::ChampAffectation as C;
    match champ {
        C::Qualite => l::QUALITE,
        C::Salle => l::CODE_SALLE,
        C::Commission => l::COMMISSION,
        C::Jours => "Dates",
        C::Observation => "Observation",
    }
}

/// What a control covered, in one sentence.
#[must_use]
pub fn controle_resume(c: &domain::Controle) -> String {
    format!(
        "Session {}\u{a0}: {} et {} contrôlées.",
        c.annee,
        nombre(c.missions as usize, "mission", "missions"),
        nombre(c.convocations as usize, "convocation", "convocations"),
    )
}

/// That a clash was confirmed.
#[must_use]
pub fn conflit_confirme(c: &domain::ConflitConfirme) -> String {
    if c.par.is_empty() {
        format!("confirmé le {}", c.le)
    } else {
        format!("confirmé par {} le {}", c.par, c.le)
    }
}

/// What a mission lacks.
#[must_use]
pub fn manque(manque: domain::Manque) -> String {
    match manque {
        domain::Manque::Personne => "Personne n’est convoqué.".into(),
        domain::Manque::Effectif {
            attendus,
            convoques,
        } => format!(
            "{} sur {} attendus.",
            nombre(convoques as usize, "convoqué", "convoqués"),
            milliers(attendus as usize)
        ),
        domain::Manque::Discipline(PartieHlp::Litterature) => {
            "Aucun professeur de lettres n’est convoqué.".into()
        }
        domain::Manque::Discipline(PartieHlp::Philosophie) => {
            "Aucun professeur de philosophie n’est convoqué.".into()
        }
    }
}

/// The box that leaves out the people who clash.
#[must_use]
pub fn ecarter_conflits(n: usize) -> String {
    avec_nombre(l::ECARTER_CONFLITS, n)
}

/// Why a password is refused.
#[must_use]
pub fn mot_de_passe_erreur(e: MotDePasseErreur) -> String {
    match e {
        MotDePasseErreur::TropCourt => format!("Le mot de passe doit compter au moins {MOT_DE_PASSE_MIN}\u{a0}caractères. Une phrase convient très bien."),
        MotDePasseErreur::TropLong => format!("Le mot de passe peut compter {MOT_DE_PASSE_MAX}\u{a0}caractères au plus."),
        MotDePasseErreur::Courant => "Ce mot de passe est trop facile à deviner. Choisissez plusieurs mots sans rapport entre eux.".into(),
        MotDePasseErreur::NomDuCompte => "Ce mot de passe est fait du nom, de l’identifiant ou de l’établissement du compte\u{a0}: c’est ce qu’on essaie d’abord. Choisissez plusieurs mots sans rapport entre eux.".into(),
        MotDePasseErreur::Repetition => "Ce mot de passe répète les mêmes caractères ou le même mot\u{a0}: sa longueur ne le protège pas. Choisissez plusieurs mots sans rapport entre eux.".into(),
        MotDePasseErreur::Suite => "Ce mot de passe suit les touches du clavier, l’alphabet ou les chiffres\u{a0}: il se devine. Choisissez plusieurs mots sans rapport entre eux.".into(),
        MotDePasseErreur::Different => "Les deux saisies du nouveau mot de passe diffèrent.".into(),
        MotDePasseErreur::ActuelFaux => "Le mot de passe actuel est incorrect.".into(),
    }
}

/// A line of the *Messages* zone, without its date.
#[cfg(feature = "ssr")]
#[must_use]
pub fn fait(fait: &Fait) -> String {
    match fait {
        Fait::Refus(e) => format!("Erreur\u{a0}: {}", erreur(e)),
        // As the memo writes it (§5): it names no mission, the page does.
        Fait::AffectationAttendue { .. } => format!(
            "Erreur\u{a0}: {}",
            erreur(&Erreur::Convocation(vec![
                ConvocationErreur::AffectationNonTerminee
            ]))
        ),
        Fait::Convoques {
            mission,
            nombre: n,
            mission_modifiee,
        } => {
            let mut phrase = format!(
                "{} à la mission {mission}.",
                nombre(
                    *n as usize,
                    "intervenant convoqué",
                    "intervenants convoqués"
                )
            );
            if *mission_modifiee {
                phrase.push_str(" Les dates et le texte sont enregistrés sur la mission.");
            }
            phrase
        }
        Fait::ConvocationModifiee { mission, nom } => {
            format!("Convocation de {nom} à la mission {mission} modifiée.")
        }
        Fait::ConvocationRetablie {
            mission,
            nom,
            annulation,
            remplacant,
        } => confiance::retablie(*mission, nom, *annulation, remplacant),
        Fait::ConvocationSupprimee {
            mission,
            nom,
            prevenu,
            ..
        } => confiance::supprimee(*mission, nom, prevenu),
        Fait::EmpechementSignale { mission, nom } => confiance::empechement_signale(*mission, nom),
        Fait::AnnulationRenvoyee {
            mission,
            nom,
            adresse,
        } => confiance::annulation_renvoyee(*mission, nom, adresse),
        Fait::AnnulationReglee { mission, nom } => confiance::annulation_reglee(*mission, nom),
        Fait::RappelDemande { mission, courriels } => {
            confiance::rappel_demande(*mission, *courriels)
        }
        Fait::Remplacement {
            mission,
            ancien,
            nouveau,
            ..
        } => changements::remplacement(*mission, ancien, nouveau),
        Fait::LotTraite {
            genre,
            mission,
            bilan,
            ..
        } => lots::fait(*genre, *mission, *bilan),
        Fait::LotRetabli {
            mission,
            retablies,
            refus,
        } => lots::retabli(*mission, *retablies, refus),
        Fait::EnvoiDemande {
            mission,
            courriels,
            sans_adresse,
            recapitulatif,
            copie,
        } => envoi_demande(
            *mission,
            &EnvoiDemande {
                courriels: *courriels,
                sans_adresse: sans_adresse.clone(),
                recapitulatif: *recapitulatif,
                copie: *copie,
            },
        ),
        Fait::EnvoiAnnule {
            mission,
            annules,
            partis,
        } => {
            let mut phrase = format!(
                "Mission {mission}\u{a0}: envoi arrêté, {}.",
                nombre(
                    *annules as usize,
                    "convocation n’est pas partie",
                    "convocations ne sont pas parties"
                )
            );
            if *partis > 0 {
                phrase.push_str(&format!(
                    " {}.",
                    nombre(
                        *partis as usize,
                        "était déjà partie",
                        "étaient déjà parties"
                    )
                ));
            }
            phrase
        }
        Fait::ServiceEnregistre {
            mission,
            lignes,
            presents,
        } => service::enregistre(*mission, *lignes, *presents),
        Fait::ServiceValide {
            mission,
            lignes,
            restent,
        } => service::valide(*mission, *lignes, *restent),
        Fait::ServiceCorrige {
            mission,
            nom,
            jour,
            raison,
        } => service::corrige(*mission, nom, *jour, raison),
        Fait::AdresseCorrigee { nom } => {
            format!("Les adresses de courriel de {nom} sont corrigées.")
        }
        Fait::IndisponibilitesSaisies {
            personnes,
            nom,
            touchees,
        } => personnels::saisies(*personnes, nom, *touchees),
        Fait::IndisponibiliteModifiee {
            nom,
            periode,
            touchees,
        } => personnels::modifiee(nom, periode, *touchees),
        Fait::IndisponibiliteSupprimee { nom, periode, .. } => personnels::supprimee(nom, periode),
        Fait::IndisponibiliteRetablie { nom, periode } => personnels::retablie(nom, periode),
        Fait::IndisponibilitesImportees {
            crees,
            modifies,
            refuses,
        } => personnels::importees(*crees, *modifies, *refuses),
        Fait::SignatureEnregistree {
            signataire,
            nom,
            remplace,
        } => signatures::enregistree(*signataire, nom, *remplace),
        Fait::SignatureRetiree { nom } => signatures::retiree(nom),
        Fait::SignatureRemise { nom } => signatures::remise(nom),
        Fait::ServicesChanges {
            services,
            ouvert,
            nombre,
        } => ouvertures::changes(services, *ouvert, *nombre),
        Fait::CopiesChoisies { copies: true } => {
            "Après un envoi groupé, vous recevrez une copie de chaque courriel.".into()
        }
        Fait::CopiesChoisies { copies: false } => {
            "Après un envoi groupé, vous recevrez un seul récapitulatif.".into()
        }
        Fait::MotDePasseChange => {
            "Votre mot de passe est changé. Vos autres sessions sont fermées.".into()
        }
        Fait::Compte { nom, geste } => comptes::fait(nom, geste),
        Fait::Competences(f) => competences::fait(f),
        Fait::Espace(f) => espace::fait(f),
        Fait::Santorin(f) => santorin::fait(f),
        Fait::Repertoire(f) => repertoire::fait(f),
        Fait::Parametre(f) => parametres::fait(f),
        Fait::Import(f) => imports_suivis::fait(f),
    }
}

#[cfg(feature = "ssr")]
fn envoi_demande(mission: i64, e: &EnvoiDemande) -> String {
    let mut phrase = format!(
        "Mission {mission}\u{a0}: {} en cours d’envoi.",
        nombre(e.courriels as usize, "convocation", "convocations")
    );
    if !e.sans_adresse.is_empty() {
        phrase.push_str(&format!(
            " Sans adresse de courriel, à imprimer\u{a0}: {}.",
            e.sans_adresse.join(", ")
        ));
    }
    if !e.copie {
        phrase.push(' ');
        phrase.push_str(l::COMPTE_SANS_ADRESSE);
    } else if e.recapitulatif {
        phrase.push_str(" Un récapitulatif vous sera adressé.");
    } else {
        phrase.push_str(" Une copie vous sera adressée.");
    }
    phrase
}

/// Addresses to look at before a group send; nothing when there is none.
#[must_use]
pub fn adresses_a_regler(n: usize) -> Option<String> {
    (n > 0).then(|| {
        format!(
            "{} ou à vérifier, en tête de la liste.",
            nombre(n, "adresse manquante", "adresses manquantes")
        )
    })
}

/// A place in a list: `3 sur 42`.
#[must_use]
pub fn rang_sur(rang: usize, total: usize) -> String {
    format!("{} sur {}", milliers(rang), milliers(total))
}

/// To whom a group send writes, with how many they are.
#[must_use]
pub fn etendue_envoi(e: domain::EtendueEnvoi, p: &PorteeGroupe) -> String {
    match e {
        domain::EtendueEnvoi::Toutes => avec_nombre(l::ENVOI_TOUTES, p.a_envoyer()),
        domain::EtendueEnvoi::NonRecues => avec_nombre(l::ENVOI_NON_RECUES, p.non_recues()),
    }
}

/// A request to send that can still be stopped.
#[must_use]
pub fn envoi_en_cours(e: &domain::EnvoiEnCours) -> String {
    let convocations = nombre(e.total as usize, "convocation", "convocations");
    if e.depart_dans > 0 && e.a_partir == e.total {
        format!(
            "{convocations} à envoyer par courriel, à la demande de {}\u{a0}: départ dans {}.",
            e.auteur,
            delai(e.depart_dans)
        )
    } else {
        format!(
            "Envoi de {convocations} à la demande de {}\u{a0}: {} encore à partir.",
            e.auteur,
            milliers(e.a_partir as usize)
        )
    }
}

/// A wait of so many seconds: nobody counts beyond two minutes of them.
fn delai(secondes: u32) -> String {
    if secondes <= 120 {
        nombre(secondes as usize, "seconde", "secondes")
    } else {
        nombre(secondes.div_ceil(60) as usize, "minute", "minutes")
    }
}

/// What to check about the address a mail will go to; often nothing.
#[must_use]
pub fn remarque_adresse(c: &domain::ConvocationLigne) -> &'static str {
    if !c.a_un_mel() {
        l::SANS_ADRESSE
    } else if domain::adresse_douteuse(&c.mel) {
        l::ADRESSE_DOUTEUSE
    } else if c.mel_personnel {
        l::ADRESSE_PERSONNELLE
    } else {
        ""
    }
}

/// What a mail carries.
#[must_use]
pub const fn genre_courriel(genre: domain::GenreCourriel) -> &'static str {
    match genre {
        domain::GenreCourriel::Convocation => "Convocation",
        domain::GenreCourriel::Copie => "Copie à l’auteur",
        domain::GenreCourriel::Recapitulatif => "Récapitulatif à l’auteur",
        domain::GenreCourriel::Annulation => "Annulation",
    }
}

/// Since when something is as it is.
#[must_use]
pub fn depuis(date: &str) -> String {
    format!("le {date}")
}

/// When the letter of a row was last printed.
#[must_use]
pub fn imprimee(date: &str) -> String {
    format!("Imprimée le {date}")
}

/// State of a mail.
#[must_use]
pub const fn etat_courriel(etat: EtatCourriel) -> &'static str {
    match etat {
        EtatCourriel::EnAttente => "En attente",
        EtatCourriel::EnCours => "En cours d’envoi",
        EtatCourriel::Envoye => "Envoyé",
        EtatCourriel::NouvelEssai => "Nouvel essai prévu",
        EtatCourriel::Echec => "Échec",
        EtatCourriel::Annule => "Annulé",
        EtatCourriel::Retour => "Retour",
    }
}

/// What a group action covers, in one sentence: the number, and why not more.
#[must_use]
pub fn portee_groupe(p: &PorteeGroupe, mail: bool) -> String {
    let n = if mail {
        p.a_envoyer()
    } else {
        p.concernees.len()
    };
    let mut phrase = if n == 0 {
        "Aucune convocation concernée".to_owned()
    } else {
        nombre(n, "convocation concernée", "convocations concernées")
    };
    if p.affichees > 0 {
        let affichees = nombre(p.affichees, "ligne affichée", "lignes affichées");
        phrase.push_str(&format!(" sur {affichees}"));
    }
    let mut raisons = Vec::new();
    if p.d_un_autre_auteur > 0 {
        raisons.push(format!(
            "{} par une autre personne",
            nombre(p.d_un_autre_auteur, "créée", "créées")
        ));
    }
    if p.masquees > 0 {
        raisons.push(format!(
            "{} par le filtre",
            nombre(p.masquees, "masquée", "masquées")
        ));
    }
    if mail && p.sans_adresse > 0 {
        raisons.push(format!("{} sans adresse de courriel", p.sans_adresse));
    }
    if raisons.is_empty() {
        phrase.push('.');
    } else {
        phrase.push_str(&format!(" (hors\u{a0}: {}).", raisons.join(", ")));
    }
    phrase
}

/// What the buttons under the list cover: the letters that a ZIP would hold, and why a send by
/// mail would have fewer.
#[must_use]
pub fn portee_des_boutons(p: &PorteeGroupe) -> String {
    let mut phrase = portee_groupe(p, false);
    if p.sans_adresse > 0 {
        phrase.push_str(&format!(
            " {} d’adresse de courriel\u{a0}: {}.",
            nombre(p.sans_adresse, "personne n’a pas", "personnes n’ont pas"),
            if p.sans_adresse < 2 {
                "imprimez sa convocation"
            } else {
                "imprimez leurs convocations"
            }
        ));
    }
    phrase
}

/// The status under the search by name.
#[must_use]
pub fn recherche(r: &Recherche, saisie: &str) -> String {
    let total = r.total as usize;
    if saisie.trim().chars().count() < Recherche::LETTRES_MIN {
        format!(
            "Saisissez au moins {} lettres du nom ou du prénom.",
            Recherche::LETTRES_MIN
        )
    } else if total == 0 {
        "Aucun intervenant de ce nom dans l’académie. Contactez le gestionnaire IMAGIN, qui pourra créer sa fiche.".into()
    } else if r.total > Recherche::PLAFOND {
        format!(
            "Plus de {}\u{a0}intervenants, dont {} sont affichés\u{a0}: précisez la saisie.",
            Recherche::PLAFOND,
            r.trouves.len()
        )
    } else if total > r.trouves.len() {
        format!(
            "{}, les {} premiers sont affichés\u{a0}: précisez la saisie.",
            nombre(total, "intervenant", "intervenants"),
            r.trouves.len()
        )
    } else {
        nombre(total, "intervenant", "intervenants")
    }
}

/// The status under the search by discipline, when one is loaded.
#[must_use]
pub fn de_discipline(montres: usize, total: u32) -> String {
    let total = total as usize;
    if total > montres {
        format!(
            "Les {} les moins chargés sur {}\u{a0}: précisez par commune ou établissement.",
            milliers(montres),
            milliers(total)
        )
    } else {
        nombre(total, "intervenant", "intervenants")
    }
}

/// The status under the search by discipline, when so many answer to what is typed; over the
/// whole académie or in the mission's centre.
#[must_use]
pub fn disciplines(n: usize, partout: bool) -> String {
    match n {
        0 if partout => "Aucune discipline de ce nom parmi les intervenants de l’académie, ou du lieu saisi. Vérifiez la saisie, ou cherchez par nom.".into(),
        0 => "Aucune discipline de ce nom parmi les intervenants de l’établissement du centre. Vérifiez la saisie, ou cherchez par nom.".into(),
        1 => nombre(1, "discipline", "disciplines"),
        n => format!("{n}\u{a0}disciplines\u{a0}: choisissez."),
    }
}

/// How the two halves of Humanités-littérature-philosophie are marked in the list.
#[must_use]
pub const fn partie_hlp(partie: PartieHlp) -> &'static str {
    match partie {
        PartieHlp::Litterature => "HLP – professeur de lettres",
        PartieHlp::Philosophie => "HLP – professeur de philosophie",
    }
}

/// The mission of the other half of HLP, where it is named beside its badge.
#[must_use]
pub fn autre_partie_hlp(partie: PartieHlp, numero: i64) -> String {
    match partie {
        PartieHlp::Litterature => format!("Partie littérature\u{a0}: mission {numero}"),
        PartieHlp::Philosophie => format!("Partie philosophie\u{a0}: mission {numero}"),
    }
}

/// The badge of a half of HLP in a list, with the number of the mission of the other half.
#[must_use]
pub fn partie_hlp_avec(partie: PartieHlp, autre: Option<i64>) -> String {
    let texte = partie_hlp(partie);
    match autre {
        None => texte.to_owned(),
        Some(numero) => format!("{texte} (avec {numero})"),
    }
}

/// The title over the accounts of an académie of the demonstration.
#[must_use]
pub fn demo_academie(nom: &str) -> String {
    format!("Académie de {nom}")
}

/// Greeting of the first page.
#[must_use]
pub fn bonjour(nom: &str, roles: &[domain::Role]) -> String {
    let roles: Vec<&str> = roles.iter().map(|r| r.libelle()).collect();
    format!("{nom} – {}", roles.join(", "))
}

/// Caption of the list of missions.
#[must_use]
pub fn legende_missions(total: usize, sans_filtre: usize) -> String {
    if total == sans_filtre {
        nombre(total, "mission", "missions")
    } else {
        format!(
            "{} sur {}",
            nombre(total, "mission", "missions"),
            milliers(sans_filtre)
        )
    }
}

/// Caption of the list of people convoked (memo §3).
#[must_use]
pub fn liste_convoques(visibles: usize, total: usize) -> String {
    let lignes = if visibles == total {
        nombre(total, "ligne", "lignes")
    } else {
        format!(
            "{} sur {}",
            nombre(visibles, "ligne", "lignes"),
            milliers(total)
        )
    };
    format!("{} ({lignes})", l::LISTE_CONVOQUES)
}

/// `Convoquer (12)`.
#[must_use]
pub fn avec_nombre(texte: &str, n: usize) -> String {
    format!("{texte} ({})", milliers(n))
}

/// The button that convokes, with its count.
#[must_use]
pub fn convoquer_n(n: usize) -> String {
    if n == 0 {
        l::CONVOQUER.to_owned()
    } else {
        format!(
            "{} {}",
            l::CONVOQUER,
            nombre(n, "intervenant", "intervenants")
        )
    }
}

/// Why a mail waits, failed or came back, for people, with the words of the server
/// that refused it; of one that waits, also until when.
#[must_use]
pub fn raison_envoi(e: &domain::DernierEnvoi) -> String {
    let raison = raison_seule(e);
    if e.prochain_dit.is_empty() {
        raison
    } else {
        format!("nouvel essai le {}\u{a0}: {raison}", e.prochain_dit)
    }
}

fn raison_seule(e: &domain::DernierEnvoi) -> String {
    let phrase = match e.etat {
        EtatCourriel::NouvelEssai | EtatCourriel::Echec => raison_echec,
        EtatCourriel::Retour => raison_retour,
        _ => return String::new(),
    };
    let (code, paroles) = e.raison.split_once(' ').unwrap_or((&e.raison, ""));
    let Some(raison) = domain::RaisonEchec::lire(code) else {
        return "raison inconnue".to_owned();
    };
    let phrase = phrase(raison);
    if paroles.is_empty() {
        phrase.to_owned()
    } else {
        format!("{phrase} («\u{a0}{paroles}\u{a0}»)")
    }
}

/// Why a mail that was accepted came back, and what to do.
const fn raison_retour(raison: domain::RaisonEchec) -> &'static str {
    use domain::RaisonEchec as R;
    match raison {
        R::AdresseRefusee => {
            "l’adresse n’existe pas, ou plus\u{a0}: faites corriger l’adresse, puis envoyez de nouveau, ou imprimez"
        }
        R::DomaineInconnu => {
            "le domaine de l’adresse n’existe pas\u{a0}: faites corriger l’adresse, puis envoyez de nouveau, ou imprimez"
        }
        R::BoitePleine => {
            "la boîte de la personne est pleine\u{a0}: prévenez-la, puis envoyez de nouveau, ou imprimez"
        }
        R::MessageTropGros => {
            "le message est trop volumineux pour le serveur de la personne\u{a0}: imprimez"
        }
        R::Indesirable => {
            "le serveur de la personne refuse les messages du service\u{a0}: imprimez, et prévenez l’administrateur"
        }
        R::ExpediteurRefuse => {
            "le serveur de la personne refuse l’adresse du service\u{a0}: imprimez, et prévenez l’administrateur"
        }
        R::DelaiDepasse => {
            "le serveur de la personne n’a pas pris le message dans les délais\u{a0}: vérifiez l’adresse, puis envoyez de nouveau, ou imprimez"
        }
        _ => {
            "le message est revenu sans être remis\u{a0}: vérifiez l’adresse, puis envoyez de nouveau, ou imprimez"
        }
    }
}

/// Why a mail was not accepted, and what to do.
const fn raison_echec(raison: domain::RaisonEchec) -> &'static str {
    use domain::RaisonEchec as R;
    match raison {
        R::ServeurInjoignable => "le serveur de messagerie ne répond pas",
        R::ServeurMuet => "le serveur de messagerie n’a pas répondu à temps",
        R::DialogueRompu => "la liaison avec le serveur de messagerie s’est interrompue",
        R::TlsInvalide => {
            "le certificat du serveur de messagerie n’est pas valable\u{a0}: prévenez l’administrateur"
        }
        R::TlsAbsent => "le serveur de messagerie ne chiffre pas\u{a0}: prévenez l’administrateur",
        R::Authentification => {
            "le serveur de messagerie refuse le compte du service\u{a0}: prévenez l’administrateur"
        }
        R::ExpediteurRefuse => {
            "le serveur de messagerie refuse l’adresse du service\u{a0}: prévenez l’administrateur"
        }
        R::AdresseRefusee => {
            "l’adresse est refusée\u{a0}: vérifiez-la auprès de la personne, ou imprimez"
        }
        R::BoitePleine => "la boîte de la personne est pleine\u{a0}: prévenez-la, ou imprimez",
        R::MessageTropGros => "le message est trop volumineux pour le serveur\u{a0}: imprimez",
        R::Differe { .. } => "le serveur demande de réessayer plus tard",
        R::Autre { .. } => "le serveur a refusé le message\u{a0}: imprimez, ou vérifiez l’adresse",
        R::Disque => {
            "le dossier des messages ne peut pas être écrit\u{a0}: prévenez l’administrateur"
        }
        R::DomaineInconnu => {
            "le domaine de l’adresse n’existe pas\u{a0}: vérifiez-la auprès de la personne, ou imprimez"
        }
        R::Indesirable => {
            "le serveur refuse les messages du service\u{a0}: prévenez l’administrateur"
        }
        R::DelaiDepasse => "le serveur n’a pas pris le message dans les délais\u{a0}: imprimez",
    }
}

/// Progress of the mails of a mission: `45 envoyés sur 120, 2 en échec`.
#[must_use]
pub fn progression(convocations: &[domain::ConvocationLigne]) -> String {
    let etats = || {
        convocations
            .iter()
            .filter_map(|c| c.dernier_envoi.as_ref())
            .map(|e| e.etat)
    };
    let total = etats().count();
    if total == 0 {
        return String::new();
    }
    let compte = |etat: EtatCourriel| etats().filter(|e| *e == etat).count();
    let mut phrase = format!(
        "{} sur {} à envoyer",
        nombre(
            compte(EtatCourriel::Envoye),
            "convocation envoyée",
            "convocations envoyées"
        ),
        milliers(total)
    );
    let essais = compte(EtatCourriel::NouvelEssai);
    if essais > 0 {
        phrase.push_str(&format!(", {} à réessayer", milliers(essais)));
    }
    let echecs = compte(EtatCourriel::Echec);
    if echecs > 0 {
        phrase.push_str(&format!(", {} en échec", milliers(echecs)));
    }
    let retours = compte(EtatCourriel::Retour);
    if retours > 0 {
        phrase.push_str(&format!(
            ", {}",
            nombre(
                retours,
                "revenue sans être remise",
                "revenues sans être remises"
            )
        ));
    }
    phrase.push('.');
    phrase
}

/// What stands beside a person found: enough to tell homonyms apart.
#[must_use]
pub fn precision(personne: &domain::IntervenantTrouve) -> String {
    let etablissement = personne.libelle_etablissement();
    match (personne.discipline.is_empty(), etablissement.is_empty()) {
        (true, true) => String::new(),
        (true, false) => etablissement,
        (false, true) => personne.discipline.clone(),
        (false, false) => format!("{} – {etablissement}", personne.discipline),
    }
}

/// `lundi 1er février 2021, de 8 h à 12 h`: on a narrow screen the hours stay together.
#[must_use]
pub fn creneau(c: &domain::Creneau) -> String {
    format!(
        "{}, de\u{a0}{}\u{a0}à\u{a0}{}",
        jour_long(c.jour),
        domain::heure_longue(c.debut),
        domain::heure_longue(c.fin)
    )
}

/// How many are ticked in *Intervenant(s) identifié(s)*.
#[must_use]
pub fn coches(coches: usize, total: usize) -> String {
    format!(
        "{} sur {}",
        nombre(coches, "coché", "cochés"),
        milliers(total)
    )
}

/// Characters too many under the observation.
#[must_use]
pub fn exces(n: usize) -> String {
    nombre(n, "caractère de trop", "caractères de trop")
}

/// Accessible name of a link to a page of a list.
#[must_use]
pub fn page_n(n: usize) -> String {
    format!("Page {n}")
}

/// Texts of the calendar.
#[must_use]
pub fn calendrier() -> crate::composants::LibellesCalendrier {
    crate::composants::LibellesCalendrier {
        mois: "Mois".into(),
        annee: "Année".into(),
        precedent: "Mois précédent".into(),
        suivant: "Mois suivant".into(),
        possible: "jour possible".into(),
    }
}

/// Remaining characters under the observation.
#[must_use]
pub fn reste(n: usize) -> String {
    nombre(n, "caractère restant", "caractères restants")
}

/// Question asked when days or text were changed (memo §3).
pub const SAISIE_SUR_LA_MISSION: &str = "Vous avez modifié les dates d’affectation et le texte d’observation. Souhaitez-vous enregistrer votre saisie sur la mission\u{202f}? Dans les deux cas, la convocation sera effectuée.";

/// Labels of the shell, the menu and the pages.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const ACCES_CONTENU: &str = "Contenu";
    pub const ACCES_MENU: &str = "Menu";
    pub const ACCES_RAPIDE: &str = "Accès rapide";
    pub const ACCUEIL: &str = "Accueil";
    pub const GUIDE: &str = "Guide";
    pub const TUTORIEL: &str = "Tutoriel";
    pub const AIDE: &str = "Aide";
    pub const QUITTER: &str = "Quitter";
    pub const MON_COMPTE: &str = "Mon compte";
    pub const THEME: &str = "Thème";
    pub const THEME_SOMBRE: &str = "Thème sombre";
    pub const THEME_CLAIR: &str = "Thème clair";
    pub const THEME_SYSTEME: &str = "Thème du système";
    pub const MENU: &str = "Menu";
    pub const MENU_CENTRE: &str = "Centre Examen";
    pub const MENU_INTERVENANT: &str = "Intervenant";
    pub const CONVOCATION_PAR_MISSION: &str = "Convocation par mission";
    pub const HISTORIQUE: &str = "Historique de la convocation";
    pub const HISTORIQUE_COURT: &str = "Historique";
    pub const HISTORIQUE_SUPPRIMEE: &str = "Cette convocation est supprimée.";
    pub const HISTORIQUE_RIEN: &str = "rien";
    pub const CONFLITS_CONFIRMES: &str = "Conflits confirmés\u{a0}:";
    pub const RETOUR_MISSION: &str = "Retour à la mission";
    pub const RETOUR_MES_CONVOCATIONS: &str = "Retour à mes convocations";
    pub const CONTROLE_SESSION: &str = "Contrôle de la session";
    pub const CONTROLE_CONFLITS: &str = "Conflits";
    pub const CONTROLE_MANQUES: &str = "Missions à compléter";
    pub const CONTROLE_VUES: &str = "Conflits affichés";
    pub const CONTROLE_TOUS: &str = "Tous";
    pub const CONTROLE_NON_CONFIRMES: &str = "Non confirmés";
    pub const CONTROLE_TOUS_CONFIRMES: &str = "Tous les conflits ont été confirmés.";
    pub const CONTROLE_AUCUN_CONFLIT: &str = "Aucune convocation n’est en conflit.";
    pub const CONTROLE_AUCUN_MANQUE: &str = "Chaque mission a ses intervenants.";
    pub const COL_INTERVENANT: &str = "Intervenant";
    pub const COL_MISSION: &str = "Mission";
    pub const COL_CONFLIT: &str = "Conflit";
    pub const COL_MANQUE: &str = "Ce qui manque";
    pub const AFFICHER: &str = "Afficher";
    pub const ATTENDUS: &str = "Intervenants attendus";
    pub const ATTENDUS_INDICE: &str = "Le contrôle de la session signale ceux qui manquent.";
    pub const ATTENDUS_ENREGISTRER: &str = "Enregistrer le nombre d’intervenants attendus";
    pub const MES_CONVOCATIONS: &str = "Mes convocations";
    pub const MESSAGES: &str = "Messages";
    pub const ANNULER_SUPPRESSION: &str = "Annuler la suppression";
    pub const ANNULER_REMPLACEMENT: &str = "Annuler le remplacement";
    pub const MESSAGES_EFFACER: &str = "Effacer les messages";
    pub const ACCESSIBILITE: &str = "Accessibilité\u{a0}: non conforme";
    pub const CHARGEMENT: &str = "Chargement…";

    pub const CONNEXION: &str = "Connexion";
    pub const SE_CONNECTER: &str = "Se connecter";
    pub const IDENTIFIANT: &str = "Identifiant";
    pub const MOT_DE_PASSE: &str = "Mot de passe";
    pub const DEMO_TITRE: &str = "Démonstration";
    pub const DEMO_TEXTE: &str = "Comptes de démonstration, tous avec le mot de passe";
    pub const MOT_DE_PASSE_ACTUEL: &str = "Mot de passe actuel";
    pub const MOT_DE_PASSE_NOUVEAU: &str = "Nouveau mot de passe";
    pub const MOT_DE_PASSE_INDICE: &str =
        "De 15 à 128 caractères. Une phrase de plusieurs mots convient très bien.";
    pub const MOT_DE_PASSE_CONFIRMATION: &str = "Nouveau mot de passe, une seconde fois";
    pub const CHANGER_MOT_DE_PASSE: &str = "Changer mon mot de passe";

    pub const COPIES: &str = "Copies des envois groupés";
    pub const COPIES_LEGENDE: &str = "Quand j’envoie plusieurs convocations à la fois, je reçois";
    pub const COPIES_RECAPITULATIF: &str = "Un seul récapitulatif";
    pub const COPIES_RECAPITULATIF_INDICE: &str = "À la fin de l’envoi\u{a0}: chaque destinataire, l’adresse utilisée, et toutes les convocations.";
    pub const COPIES_CHACUNE: &str = "Une copie de chaque courriel";
    pub const COPIES_CHACUNE_INDICE: &str = "Au fil de l’envoi, autant de courriels que de personnes. Il n’y a alors pas de récapitulatif.";

    pub const ANNEE: &str = "Année";
    pub const ANNEES_CHOISIES: [&str; 2] = ["sélectionnée", "sélectionnées"];
    pub const EXAMEN: &str = "Examen";
    pub const EXAMENS_CHOISIS: [&str; 2] = ["sélectionné", "sélectionnés"];
    pub const FILTRER: &str = "Filtrer";
    pub const FILTRER_MOT_CLE: &str = "Filtrer par mot-clé";
    pub const VUE: &str = "Missions affichées";
    pub const VUE_TOUTES: &str = "Toutes";
    pub const VUE_A_CONVOQUER: &str = "À convoquer";
    pub const VUE_CONVOQUEES: &str = "Convoquées";
    pub const VUE_INCOMPLETES: &str = "Incomplètes";
    pub const LISTE_MISSIONS: &str = "Liste des missions";
    pub const COL_NUMERO: &str = "N°";
    pub const COL_SESSION: &str = "Session examen";
    pub const COL_SPECIALITE: &str = "Spécialité";
    pub const COL_EPREUVE: &str = "Épreuve-option";
    pub const COL_TYPE: &str = "Type de mission";
    pub const COL_DEBUT: &str = "Début";
    pub const COL_NOMBRE: &str = "Nbr itv.";
    pub const COL_SIGNATURE: &str = "Signature convocation";
    pub const AUCUNE_MISSION: &str = "Aucune mission ne correspond à ces filtres.";
    pub const REINITIALISER: &str = "Réinitialiser les filtres";

    pub const RETOUR: &str = "Retour";
    pub const RETOUR_LISTE: &str = "Retour à la liste des missions";
    pub const JOURNAL_ENVOIS: &str = "Journal des envois";
    pub const JOURNAL_MOT: &str = "Filtrer par nom ou adresse";
    pub const JOURNAL_DU: &str = "Demandé à partir du";
    pub const JOURNAL_AU: &str = "Demandé jusqu’au";
    pub const ENVOIS_DE_LA_MISSION: &str = "Envois de cette mission";
    pub const RENVOYER: &str = "Renvoyer";
    pub const JOURNAL_VIDE: &str = "Aucun courriel ne correspond.";
    pub const JOURNAL_EXPORTER: &str = "Exporter (CSV)";
    pub const ETAT_ENVOI: &str = "État";
    pub const TOUS_LES_ETATS: &str = "Tous les états";
    pub const COL_DEMANDE_LE: &str = "Demandé le";
    pub const COL_DESTINATAIRE: &str = "Destinataire";
    pub const COL_CONTENU: &str = "Contenu";
    pub const COL_DEMANDE_PAR: &str = "Demandé par";
    /// Columns of the file of the journal.
    pub const COLONNES_JOURNAL: [&str; 10] = [
        "Demandé le",
        "Mission",
        "Destinataire",
        "Adresse",
        "Contenu",
        "État",
        "Depuis le",
        "Raison",
        "Demandé par",
        "Centre",
    ];
    pub const CORRIGER_ADRESSE: &str = "Corriger l’adresse";
    pub const CORRIGER_ADRESSE_PORTEE: &str = "Ces adresses sont celles de la personne\u{a0}: \
         toutes ses missions s’en serviront. L’adresse professionnelle sert la première\u{202f}; \
         la personnelle, s’il n’y en a pas.";
    pub const MEL_PROFESSIONNEL: &str = "Adresse de courriel professionnelle";
    pub const MEL_PERSONNEL: &str = "Adresse de courriel personnelle";
    pub const ENREGISTRER_ET_ENVOYER: &str = "Enregistrer et envoyer de nouveau";
    pub const SUIVI_INTERROMPU: &str = "Connexion interrompue : ce que d’autres changent ici ne \
         s’affiche plus de soi-même. Ce que vous enregistrez reste vérifié.";
    pub const ACTUALISER: &str = "Actualiser";
    pub const PAGE_NON_CHARGEE: &str = "Cette page n’a pas pu être chargée en entier. Vérifiez \
         votre connexion, puis rechargez la page : rien de ce qui est enregistré n’est perdu.";
    pub const RECHARGER_LA_PAGE: &str = "Recharger la page";
    pub const NUMERO_MISSION: &str = "Numéro mission";
    pub const TYPE_MISSION: &str = "Type de mission";
    pub const DATE_DEBUT: &str = "Date début";
    pub const SESSION_EXAMEN: &str = "Session examen";
    pub const SPECIALITE: &str = "Spécialité";
    pub const EPREUVE_OPTION: &str = "Épreuve-option";
    pub const CENTRE: &str = "Centre";
    pub const COL_NOM: &str = "Nom";
    pub const COL_PRENOM: &str = "Prénom";
    pub const COL_ETABLISSEMENT: &str = "Établissement";
    pub const COL_DISCIPLINE: &str = "Discipline poste";
    pub const COL_AFFECTATION: &str = "Affectation";
    pub const COL_ENVOI: &str = "Envoi";
    pub const COL_ACTIONS: &str = "Actions";
    pub const AUCUN_CONVOQUE: &str = "Personne n’est encore convoqué à cette mission.";
    pub const AUCUN_CONVOQUE_FILTRE: &str = "Aucune ligne ne correspond à ce mot-clé.";
    pub const CREER_CONVOCATION: &str = "Créer convocation";
    pub const TELECHARGER_ZIP: &str = "Télécharger convocations (zip)";
    pub const ENVOYER_MAIL: &str = "Envoyer convocations par mail";
    pub const EDITER: &str = "Editer la convocation";
    pub const ENVOYER_UN: &str = "Envoyer par mél. la convocation";
    pub const MODIFIER: &str = "Modifier la convocation";
    pub const SUPPRIMER: &str = "Supprimer la convocation";
    pub const PDF: &str = "PDF";
    /// The memo's word, as in [`ENVOYER_UN`], of which it is the short form.
    pub const MEL: &str = "Mél.";
    pub const MODIFIER_COURT: &str = "Modifier";
    pub const SUPPRIMER_COURT: &str = "Supprimer";
    pub const MODIFIEE_DEPUIS: &str = "modifiée depuis l’envoi";
    pub const CONSULTATION_SEULE: &str =
        "Vous consultez cette mission\u{a0}: votre compte ne permet pas d’y convoquer.";

    pub const FENETRE: &str = "Détails de la convocation";
    pub const RECHERCHE_NOM: &str = "Recherche d’un intervenant par nom prénom";
    pub const NOM_PRENOM: &str = "Nom prénom";
    pub const NOM_INDICE: &str = "Toute l’académie, dans un ordre ou dans l’autre.";
    pub const RECHERCHE_DISCIPLINE: &str = "Recherche d’intervenants dans mon établissement";
    pub const RECHERCHE_DISCIPLINE_DIVISION: &str = "Recherche d’intervenants par discipline";
    pub const TOUTE_ACADEMIE: &str = "Toute l’académie";
    pub const TOUTE_ACADEMIE_INDICE: &str = "Sinon, l’établissement du centre. Dans l’académie, les moins chargés viennent d’abord, et personne n’est coché d’avance.";
    pub const RECHERCHE_LIEU: &str = "Commune ou établissement";
    pub const RECHERCHE_LIEU_INDICE: &str = "Facultatif, avec «\u{a0}Toute l’académie\u{a0}»\u{a0}: un nom, une commune, un code postal ou un UAI.";
    pub const DISCIPLINE: &str = "Discipline";
    pub const RECHERCHER: &str = "Rechercher";
    pub const RECHERCHE_EN_COURS: &str = "Recherche…";
    pub const INTERVENANTS_IDENTIFIES: &str = "Intervenant(s) identifié(s)";
    pub const TOUT_SELECTIONNER: &str = "Tout sélectionner";
    pub const AUCUN_IDENTIFIE: &str = "Recherchez par nom ou par discipline\u{a0}: les intervenants trouvés s’affichent ici, cochés.";
    pub const RETIRER: &str = "Retirer";
    pub const DEJA_CONVOQUE: &str = "déjà convoqué à cette mission";
    pub const CONVOCATION: &str = "Convocation";
    pub const QUALITE: &str = "Qualité";
    pub const CODE_SALLE: &str = "Code salle";
    pub const COMMISSION: &str = "Commission";
    pub const DATES_MISSION: &str = "Dates de mission";
    pub const DATES_INDICE: &str = "Les jours possibles sont en surbrillance.";
    pub const DATES_CHOISIES: &str = "Dates d’affectation sélectionnées";
    pub const DATES_POSSIBLES: &str = "Dates d’affectation possibles";
    pub const DATE: &str = "Date";
    pub const HEURE_DEBUT: &str = "Heure de début";
    pub const HEURE_FIN: &str = "Heure de fin";
    /// The three titles of the window as the memo has them.
    pub const DATE_REQUISE: &str = "Date\u{a0}*";
    pub const DEBUT_REQUIS: &str = "Heure de début\u{a0}*";
    pub const FIN_REQUISE: &str = "Heure de fin\u{a0}*";
    pub const CHAMP_OBLIGATOIRE: &str = "*\u{a0}champ obligatoire";
    pub const AUCUNE_DATE: &str = "Sélectionnez au moins une date d’affectation.";
    pub const OBSERVATION: &str = "Texte d’observation sur la convocation";
    pub const OBSERVATION_INDICE: &str = "Ce texte figure sur la convocation.";
    pub const CONVOQUER: &str = "Convoquer";
    pub const ENREGISTRER: &str = "Enregistrer";
    pub const ANNULER: &str = "Annuler";
    pub const FERMER: &str = "Fermer";
    pub const OUI: &str = "Oui";
    pub const NON: &str = "Non";
    pub const SAISIE_MISSION_TITRE: &str = "Saisie sur la mission";
    pub const SAISIE_MISSION_CASE: &str =
        "Enregistrer ces dates et ce texte sur la mission, pour les prochaines convocations";
    pub const SUPPRIMER_TITRE: &str = "Supprimer la convocation";
    pub const ECARTER_CONFLITS: &str = "Écarter les intervenants en conflit";
    pub const SANS_CONFLIT: &str = "Ne montrer que les intervenants sans conflit";
    pub const SANS_CONFLIT_INDICE: &str =
        "Prend effet à la prochaine recherche, pour les dates cochées.";
    pub const CONFLITS_NON_VERIFIES: &str = "Conflits non vérifiés\u{a0}: le service n’a pas répondu. Rien n’est perdu\u{202f}; ils le seront de toute façon avant d’enregistrer.";
    pub const CONFLITS_VERIFIES: &str = "Conflits vérifiés.";
    pub const REESSAYER: &str = "Réessayer";
    pub const CONFLITS_TITRE: &str = "Conflits à confirmer";
    pub const CONFLITS_QUESTION: &str = "Rien n’est encore enregistré. Continuer malgré ces conflits\u{202f}? Votre confirmation sera gardée avec la convocation.";
    pub const CONVOQUER_MALGRE_TOUT: &str = "Convoquer malgré tout";
    pub const ENREGISTRER_MALGRE_TOUT: &str = "Enregistrer malgré tout";
    pub const REVENIR_A_LA_SAISIE: &str = "Revenir à la saisie";
    pub const CONFIRMER_CONFLITS: &str =
        "Je confirme malgré les conflits indiqués dans les messages";
    pub const ENVOI_TITRE: &str = "Envoyer les convocations par mail";

    pub const LISTE_CONVOQUES: &str = "Liste des intervenants convoqués";
    pub const PAGE: &str = "Page";
    pub const ENVOYER: &str = "Envoyer";
    pub const SANS_ADRESSE: &str = "sans adresse de courriel";
    pub const ADRESSE_DOUTEUSE: &str = "adresse à vérifier, elle paraît mal saisie";
    pub const ADRESSE_PERSONNELLE: &str = "adresse personnelle, faute de professionnelle";
    pub const LIRE_LA_LETTRE: &str = "Lire la convocation avant l’envoi";
    pub const LETTRES_DE_L_ENVOI: &str = "Convocations de l’envoi";
    pub const LETTRE_PRECEDENTE: &str = "Convocation précédente";
    pub const LETTRE_SUIVANTE: &str = "Convocation suivante";
    pub const RETOUR_ENVOI: &str = "Retour à l’envoi";
    pub const ANNULER_ENVOI: &str = "Annuler l’envoi";
    pub const PEUT_ETRE_DOUBLE: &str =
        "peut-être reçue en double\u{a0}: le service s’est interrompu pendant l’envoi";
    pub const ENVOI_EXPLICATION: &str = "L’adresse professionnelle est utilisée en priorité, sinon l’adresse personnelle. Vous recevrez un récapitulatif avec toutes les convocations.";
    pub const ENVOI_EXPLICATION_COPIES: &str = "L’adresse professionnelle est utilisée en priorité, sinon l’adresse personnelle. Vous recevrez une copie de chaque courriel.";
    pub const ENVOI_EXPLICATION_SANS_COPIE: &str =
        "L’adresse professionnelle est utilisée en priorité, sinon l’adresse personnelle.";
    pub const COMPTE_SANS_ADRESSE: &str = "Votre compte n’a pas d’adresse de courriel\u{a0}: vous ne recevrez ni copie ni récapitulatif. Demandez à qui tient les comptes de la renseigner.";
    pub const ENVOI_ETENDUE: &str = "À qui envoyer";
    pub const ENVOI_TOUTES: &str = "Toutes, y compris celles déjà reçues";
    pub const ENVOI_NON_RECUES: &str =
        "Seulement celles que la personne n’a pas reçues telles quelles";
    pub const DEJA_RECUE: &str = "déjà reçue telle quelle";
    pub const PAS_DE_QUALITE_CHOISIE: &str = "Qualité par défaut";
    pub const DECLARATION: &str = "Déclaration d’accessibilité";
    pub const PAGINATION: &str = "Pages de la liste";
    pub const PAGE_PRECEDENTE: &str = "Page précédente";
    pub const PAGE_SUIVANTE: &str = "Page suivante";
    pub const LETTRE_HTML: &str = "Version accessible (page)";
    pub const TELECHARGER_PDF: &str = "Télécharger le PDF";
    pub const AGENDA: &str = "Agenda (.ics)";
    pub const PAGE_INTROUVABLE: &str = "Page introuvable";
    pub const PAGE_INTROUVABLE_TEXTE: &str =
        "Cette page n’existe pas, ou n’est pas de votre ressort.";
    pub const AUCUNE_CONVOCATION: &str = "Aucune convocation ne vous est adressée pour le moment.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn une_discipline_trop_nombreuse_dit_comment_la_preciser() {
        assert_eq!(
            de_discipline(500, 3_120),
            "Les 500 les moins chargés sur 3\u{202f}120\u{a0}: précisez par commune ou établissement."
        );
        assert_eq!(de_discipline(13, 13), "13\u{a0}intervenants");
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn le_message_du_memo_est_exact() {
        assert_eq!(
            fait(&Fait::Refus(Erreur::Convocation(vec![
                ConvocationErreur::AffectationNonTerminee
            ]))),
            "Erreur\u{a0}: L’affectation n’est pas terminée dans Cyclades. La convocation des intervenants n’est pas possible."
        );
        assert_eq!(
            fait(&Fait::AffectationAttendue { mission: 172_278 }),
            fait(&Fait::Refus(Erreur::Convocation(vec![
                ConvocationErreur::AffectationNonTerminee
            ])))
        );
    }

    #[cfg(feature = "ssr")]
    #[test]
    fn un_envoi_dit_si_son_auteur_en_recevra_une_copie() {
        let dit = |recapitulatif, copie| {
            fait(&Fait::EnvoiDemande {
                mission: 172_278,
                courriels: 2,
                sans_adresse: Vec::new(),
                recapitulatif,
                copie,
            })
        };
        let debut = "Mission 172278\u{a0}: 2\u{a0}convocations en cours d’envoi.";
        assert_eq!(
            dit(true, true),
            format!("{debut} Un récapitulatif vous sera adressé.")
        );
        assert_eq!(
            dit(false, true),
            format!("{debut} Une copie vous sera adressée.")
        );
        assert_eq!(
            dit(false, false),
            format!("{debut} {}", l::COMPTE_SANS_ADRESSE)
        );
    }

    #[test]
    fn la_portee_dit_le_nombre_et_pourquoi() {
        let p = PorteeGroupe {
            concernees: vec![domain::ConvocationId(1), domain::ConvocationId(2)],
            affichees: 3,
            d_un_autre_auteur: 1,
            masquees: 7,
            sans_adresse: 1,
            deja_recues: 0,
        };
        assert_eq!(
            portee_groupe(&p, false),
            "2\u{a0}convocations concernées sur 3\u{a0}lignes affichées (hors\u{a0}: 1\u{a0}créée par une autre personne, 7\u{a0}masquées par le filtre)."
        );
        assert!(portee_groupe(&p, true).starts_with("1\u{a0}convocation concernée"));
        assert!(portee_des_boutons(&p).ends_with(
            ". 1\u{a0}personne n’a pas d’adresse de courriel\u{a0}: imprimez sa convocation."
        ));
        let aucune = PorteeGroupe {
            affichees: 4,
            d_un_autre_auteur: 4,
            ..PorteeGroupe::default()
        };
        assert!(
            portee_groupe(&aucune, false)
                .starts_with("Aucune convocation concernée sur 4\u{a0}lignes affichées (hors")
        );
        assert_eq!(
            portee_groupe(&PorteeGroupe::default(), true),
            "Aucune convocation concernée."
        );
    }

    #[test]
    fn un_retour_dit_pourquoi_et_que_faire() {
        let dit = |etat, raison: &str| {
            raison_envoi(&domain::DernierEnvoi {
                etat,
                depuis: domain::Moment(0),
                raison: raison.to_owned(),
                modifiee_depuis: false,
                peut_etre_double: false,
                recue: true,
                annulee_depuis: false,
                prochain_essai: None,
                prochain_dit: String::new(),
            })
        };
        let retour = dit(
            EtatCourriel::Retour,
            "adresse_refusee 550 5.1.1 no such user",
        );
        assert_eq!(
            retour,
            "l’adresse n’existe pas, ou plus\u{a0}: faites corriger l’adresse, puis envoyez de nouveau, ou imprimez («\u{a0}550 5.1.1 no such user\u{a0}»)"
        );
        // Known or not, every reason tells what can be done.
        for raison in [
            "boite_pleine",
            "domaine_inconnu",
            "indesirable",
            "autre:554",
            "disque",
        ] {
            let phrase = dit(EtatCourriel::Retour, raison);
            assert!(phrase.contains("imprimez"), "{phrase}");
        }
        assert_eq!(dit(EtatCourriel::Retour, "?"), "raison inconnue");
        // One that waits also tells until when.
        let attend = domain::DernierEnvoi {
            etat: EtatCourriel::NouvelEssai,
            depuis: domain::Moment(0),
            raison: "serveur_injoignable".to_owned(),
            modifiee_depuis: false,
            peut_etre_double: false,
            recue: false,
            annulee_depuis: false,
            prochain_essai: Some(domain::Moment(0)),
            prochain_dit: "16/02/2021 08:05".to_owned(),
        };
        assert_eq!(
            raison_envoi(&attend),
            "nouvel essai le 16/02/2021 08:05\u{a0}: le serveur de messagerie ne répond pas"
        );
        assert_eq!(dit(EtatCourriel::Envoye, "adresse_refusee"), "");
    }

    #[test]
    fn milliers_et_pluriels() {
        assert_eq!(milliers(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(nombre(0, "ligne", "lignes"), "0\u{a0}ligne");
        assert_eq!(nombre(2, "ligne", "lignes"), "2\u{a0}lignes");
    }

    #[test]
    fn un_papier_coupe_le_dit() {
        assert_eq!(premieres(7, 7, "lignes"), None);
        assert_eq!(
            premieres(2_000, 2_001, "personnes").as_deref(),
            Some(
                "Les 2\u{202f}000 premières personnes sur 2\u{202f}001\u{a0}: filtrez la liste pour imprimer les autres."
            )
        );
    }
}
