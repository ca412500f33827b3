//! Sentences of the intervenant's own space.

use super::confiance::reponse_erreur;
use super::repertoire::{etat_demande, origine};
use super::santorin::liste;
use super::{champ_affectation, etat_courriel, genre_courriel, nombre};
use domain::{
    CHANGEMENTS_PAR_JOUR, CONFIRMATION_HEURES, ChampAffectation, ChangementAttendu, Comptage,
    EspaceErreur, EtatConfirmation, EtatCourriel, EtatMienne, FaitEspace, GenreReponse,
    MaConvocation, MonService, PartDonnees, Presence, Remplacement, duree_longue, jour_court,
};

/// Where a convocation stands, in a word.
#[must_use]
pub const fn etat(etat: EtatMienne) -> &'static str {
    match etat {
        EtatMienne::AConfirmer => "À confirmer",
        EtatMienne::Lue => "Confirmée",
        EtatMienne::Empechee => "Empêchement signalé",
        EtatMienne::Annulee => "Annulée",
        EtatMienne::Passee => "Passée",
    }
}

/// What is to be done about a convocation; nothing about one that is past.
#[must_use]
pub const fn que_faire(etat: EtatMienne) -> &'static str {
    match etat {
        EtatMienne::AConfirmer => {
            "Le centre d’examen attend votre réponse\u{a0}: dites que vous en avez pris connaissance, ou que vous ne pouvez pas venir."
        }
        EtatMienne::Lue => {
            "Rien d’autre à faire. Si vous ne pouvez plus venir, dites-le sans attendre."
        }
        EtatMienne::Empechee => {
            "Le centre d’examen est averti. Si vous pouvez venir finalement, dites que vous en avez pris connaissance."
        }
        EtatMienne::Annulee => "Vous n’avez plus à assurer cette mission.",
        EtatMienne::Passee => "",
    }
}

/// What waits, at the top of the page.
#[must_use]
pub fn a_confirmer(n: usize) -> String {
    match n {
        0 => "Aucune convocation n’attend votre réponse.".to_owned(),
        _ => format!(
            "{} votre réponse.",
            nombre(n, "convocation attend", "convocations attendent")
        ),
    }
}

/// Title of the convocations to come.
#[must_use]
pub fn titre_a_venir(n: usize) -> String {
    format!("À venir ({n})")
}

/// Title of those that are past.
#[must_use]
pub fn titre_passees(n: usize) -> String {
    format!("Passées ({n})")
}

/// That a convocation replaces another one.
#[must_use]
pub fn remplace(r: &Remplacement) -> String {
    let date = jour_court(r.date);
    if r.annulation {
        format!("L’annulation du {date} ne tient plus\u{a0}: cette convocation la remplace.")
    } else if r.changements.is_empty() {
        format!("Cette convocation a été modifiée depuis l’envoi du {date}.")
    } else {
        format!("Cette convocation a été modifiée depuis l’envoi du {date}. Ce qui change\u{a0}:")
    }
}

/// What changed, a line each.
#[must_use]
pub fn changements(r: &Remplacement) -> Vec<String> {
    let rien = |t: String| if t.is_empty() { "rien".to_owned() } else { t };
    r.changements
        .iter()
        .map(|c| {
            let (avant, apres) = c.en_bref();
            // The word of the card that it changes.
            let champ = match c.champ {
                ChampAffectation::Salle => l::SALLE,
                autre => champ_affectation(autre),
            };
            format!(
                "{champ}\u{a0}: {}\u{202f}; désormais\u{a0}: {}",
                rien(avant),
                rien(apres)
            )
        })
        .collect()
}

/// Which convocation a button is about.
#[must_use]
pub fn pour(bouton: &str, c: &MaConvocation) -> String {
    let jour = c.creneaux.first().map(|x| jour_court(x.jour));
    format!(
        "{bouton} – mission {}{}",
        c.numero,
        jour.map_or_else(String::new, |j| format!(", {j}"))
    )
}

/// Since when the calendar has an address.
#[must_use]
pub fn agenda_depuis(date: &str) -> String {
    format!("Ouverte le {date}. Votre agenda la relit de lui-même, plusieurs fois par jour.")
}

/// A change of address that waits.
#[must_use]
pub fn attente(c: &ChangementAttendu) -> String {
    if c.expire {
        return format!(
            "Vous n’avez pas confirmé {} à temps\u{a0}: rien n’est changé. Demandez-le de nouveau ci-dessous.",
            c.adresse
        );
    }
    let debut = format!(
        "L’adresse {} attend d’être confirmée, jusqu’au {}, par le message que nous y envoyons. D’ici là, rien n’est changé.",
        c.adresse, c.jusqu_au
    );
    match c.courriel {
        Some(EtatCourriel::Echec | EtatCourriel::Retour) => format!(
            "{debut} Ce message n’est pas arrivé\u{a0}: vérifiez l’adresse, puis demandez de nouveau."
        ),
        Some(EtatCourriel::Envoye) => {
            format!("{debut} Il est parti\u{a0}: regardez aussi parmi les indésirables.")
        }
        _ => debut,
    }
}

/// Under the field of the personal address.
#[must_use]
pub fn adresse_indice() -> String {
    format!(
        "Un message y est envoyé\u{a0}: l’adresse compte quand vous l’avez confirmée, dans les {CONFIRMATION_HEURES}\u{a0}heures. L’ancienne est prévenue."
    )
}

/// Whether one came.
#[must_use]
pub fn presence(s: &MonService) -> &'static str {
    if s.en_remplacement {
        "En remplacement"
    } else {
        match s.presence {
            Presence::Present => "Présent",
            Presence::Absent => "Absent",
            Presence::Remplace => "Remplacé",
        }
    }
}

/// Copies or candidates; empty where nothing is counted.
#[must_use]
pub fn quantite(s: &MonService) -> String {
    match (s.comptage, s.nombre) {
        (Some(Comptage::Copies), Some(n)) => nombre(n as usize, "copie", "copies"),
        (Some(Comptage::Candidats), Some(n)) => nombre(n as usize, "candidat", "candidats"),
        _ => String::new(),
    }
}

/// When it was validated, and whether it was corrected since.
#[must_use]
pub fn valide(s: &MonService) -> String {
    if s.corrige {
        format!("{}, corrigé depuis", s.valide_le)
    } else {
        s.valide_le.clone()
    }
}

/// Caption of the services.
#[must_use]
pub fn legende_services(services: &[MonService]) -> String {
    let minutes: u32 = services.iter().map(|s| s.minutes).sum();
    format!(
        "{}, {}",
        nombre(services.len(), "jour attesté", "jours attestés"),
        duree_longue(minutes)
    )
}

/// Title of a part of what is kept.
#[must_use]
pub const fn part(p: PartDonnees) -> &'static str {
    match p {
        PartDonnees::Identite => "Identité",
        PartDonnees::Coordonnees => "Coordonnées",
        PartDonnees::Compte => "Compte et rôles",
        PartDonnees::Sessions => "Sessions ouvertes",
        PartDonnees::Openid => "Identité auprès d’un fournisseur",
        PartDonnees::SecondFacteur => "Second facteur",
        PartDonnees::Convocations => "Convocations",
        PartDonnees::Jours => "Jours des convocations",
        PartDonnees::Reponses => "Vos réponses",
        PartDonnees::Courriels => "Courriels qui vous ont été adressés",
        PartDonnees::Santorin => "Transmis à SANTORIN",
        PartDonnees::Services => "Services faits",
        PartDonnees::Indisponibilites => "Indisponibilités saisies par votre établissement",
        PartDonnees::Competences => "Compétences saisies par votre établissement",
        PartDonnees::Demandes => "Demandes de centres qui vous cherchaient",
        PartDonnees::Fusions => "Fiches réunies à la vôtre",
        PartDonnees::Journal => "Ce que vous avez fait dans le service",
    }
}

/// What a part is kept for, and for how long it stays.
#[must_use]
pub const fn usage(p: PartDonnees) -> &'static str {
    match p {
        PartDonnees::Identite => "Vient des fichiers de l’académie, qui seuls la changent.",
        PartDonnees::Coordonnees => "Pour vous envoyer les convocations et vous joindre.",
        PartDonnees::Compte => {
            "Pour vous connecter. Le mot de passe n’est gardé que chiffré, sans retour possible."
        }
        PartDonnees::Sessions => "Chaque appareil où vous êtes connecté.",
        PartDonnees::Openid => "Pour vous connecter par ce fournisseur.",
        PartDonnees::SecondFacteur => {
            "Pour vous connecter. Son secret est gardé chiffré, et n’est pas montré."
        }
        PartDonnees::Santorin => {
            "Ce que SANTORIN sait de vous, pour y ouvrir puis y fermer votre accès."
        }
        PartDonnees::Demandes => {
            "Un centre ne vous trouvait pas\u{a0}: le gestionnaire a répondu par votre nom."
        }
        PartDonnees::Fusions => "Vous étiez deux fois dans la base.",
        PartDonnees::Convocations => "Y compris celles qui ont été annulées.",
        PartDonnees::Jours => "Jours et heures de chaque convocation en vigueur ou annulée.",
        PartDonnees::Reponses => "Le texte d’un empêchement est lu par le centre d’examen seul.",
        PartDonnees::Courriels => "Ce qu’il en est de chaque envoi.",
        PartDonnees::Services => "Ce que le centre atteste, validé ou non encore.",
        PartDonnees::Indisponibilites => {
            "Le motif est lu par votre établissement et le gestionnaire."
        }
        PartDonnees::Competences => {
            "Pour vous convoquer à ce que vous pouvez corriger ou interroger."
        }
        PartDonnees::Journal => {
            "La piste d’audit\u{a0}: elle montre qui a fait quoi, et ne se change pas."
        }
    }
}

/// The head of a column of what is kept.
#[must_use]
pub fn colonne(code: &str) -> String {
    match code {
        "action" => "Action",
        "actif_le" => "En service depuis le",
        "codes_de_secours" => "Codes de secours restants",
        "dernier_code_le" => "Dernier code du",
        "droit" => "Droit",
        "emetteur" => "Fournisseur",
        "expire_le" => "Expire le",
        "jusqu_au" => "Jusqu’au",
        "lie_le" => "Lié le",
        "nom_naissance" => "Nom de naissance",
        "navigateur" => "Navigateur",
        "origine" => "Origine",
        "ouverte_le" => "Ouverte le",
        "retrait" => "Retrait",
        "separee_le" => "Séparée le",
        "sujet" => "Identité",
        "traitee_le" => "Traitée le",
        "transmis_le" => "Transmis le",
        "vu_le" => "Servi le",
        "vue_le" => "Vue le",
        "adresse" => "Adresse",
        "agenda_ouvert_le" => "Adresse d’agenda ouverte le",
        "annee" => "Année",
        "autorite" => "Autorité",
        "centre" => "Centre",
        "civilite" => "Civilité",
        "commentaire" => "Commentaire",
        "commission" => "Commission",
        "competence" => "Compétence",
        "cree_le" => "Créé le",
        "date" => "Date",
        "debut" => "Début",
        "declaree" => "Déclarée",
        "discipline" => "Discipline",
        "du" => "Du",
        "au" => "Au",
        "edition" => "Édition",
        "epreuve" => "Épreuve",
        "etablissement" => "Établissement",
        "etablissements_secondaires" => "Établissements à titre secondaire",
        "etat" => "État",
        "fin" => "Fin",
        "genre" => "Genre",
        "identifiant" => "Identifiant",
        "jour" => "Jour",
        "lieu" => "Établissement",
        "matricule" => "Matricule",
        "mel" => "Adresse de courriel",
        "mel_a_confirmer" => "Adresse à confirmer",
        "mel_personnel" => "Adresse personnelle",
        "mel_professionnel" => "Adresse professionnelle",
        "minutes" => "Minutes",
        "mission" => "Mission",
        "motif" => "Motif",
        "nom" => "Nom",
        "nombre" => "Nombre",
        "observation" => "Observation",
        "periode" => "Période",
        "prenom" => "Prénom",
        "presence" => "Présence",
        "qualite" => "Qualité",
        "recue_le" => "Reçue le",
        "reference" => "Référence",
        "remarque" => "Remarque",
        "reponse" => "Réponse",
        "role" => "Rôle",
        "salle" => "Salle",
        "session" => "Session",
        "telephone" => "Téléphone",
        "texte" => "Texte",
        "type" => "Type de mission",
        "validee" => "Validée",
        "valide_le" => "Validé le",
        autre => autre,
    }
    .to_owned()
}

/// What is kept as a code, as people read it, by its part and its column; anything else as
/// it is. The JSON keeps the codes.
#[must_use]
pub fn valeur(p: PartDonnees, colonne: &str, valeur: &str) -> String {
    let dite = match (p, colonne) {
        (PartDonnees::Identite, "origine") => domain::Origine::lire(valeur).map(origine),
        (PartDonnees::Convocations, "etat") => match valeur {
            "annulee" => Some("Annulée"),
            "en_vigueur" => Some("En vigueur"),
            _ => None,
        },
        (PartDonnees::Reponses, "reponse") => GenreReponse::lire(valeur).map(|g| match g {
            GenreReponse::Lue => "Prise de connaissance",
            GenreReponse::Empechement => "Empêchement signalé",
        }),
        (PartDonnees::Courriels, "genre") if valeur == "service" => Some("Courriel du service"),
        (PartDonnees::Courriels, "genre") => {
            domain::GenreCourriel::lire(valeur).map(genre_courriel)
        }
        (PartDonnees::Courriels, "etat") => EtatCourriel::lire(valeur).map(etat_courriel),
        (PartDonnees::Santorin, "droit") => domain::DroitSantorin::lire(valeur).map(liste),
        (PartDonnees::Santorin, "retrait") => {
            domain::MotifRetrait::lire(valeur).map(|motif| match motif {
                domain::MotifRetrait::Annulee => "Convocation annulée",
                domain::MotifRetrait::Expire => "Durée passée",
                domain::MotifRetrait::SansDroit => "Mission qui ne donne plus d’accès",
            })
        }
        (PartDonnees::Services, "presence") if valeur == "en_remplacement" => {
            Some("En remplacement")
        }
        (PartDonnees::Demandes, "etat") => domain::EtatDemande::lire(valeur).map(etat_demande),
        (PartDonnees::Journal, "action") => return super::audit::action(valeur),
        _ => None,
    };
    dite.unwrap_or(valeur).to_owned()
}

/// A cell as the page shows it: days and moments as people write them.
#[must_use]
pub fn cellule(valeur: &str) -> String {
    if let Ok(jour) = valeur.parse::<domain::NaiveDate>()
        && valeur.len() == 10
    {
        return jour_court(jour);
    }
    if let Some((jour, heure)) = valeur.split_once('T')
        && valeur.len() == 16
        && let Ok(jour) = jour.parse::<domain::NaiveDate>()
    {
        return format!("{} {heure}", jour_court(jour));
    }
    valeur.to_owned()
}

/// Why something in one's own space is refused.
#[must_use]
pub fn erreur(e: EspaceErreur) -> String {
    match e {
        EspaceErreur::Reponse(e) => reponse_erreur(e),
        EspaceErreur::ReponseTardive => "Cette convocation est passée depuis trop longtemps pour y répondre. Si vous avez une question, appelez le centre d’examen.".into(),
        EspaceErreur::TropDeReponses => "Vous avez déjà répondu de nombreuses fois à cette convocation. Appelez le centre d’examen.".into(),
        EspaceErreur::ConvocationChangee => "Cette convocation vient d’être modifiée. Votre réponse n’est pas enregistrée\u{a0}: relisez-la, puis répondez.".into(),
        EspaceErreur::ConvocationAnnulee => "Cette convocation vient d’être annulée\u{a0}: vous n’avez plus à y répondre.".into(),
        EspaceErreur::MemeAdresse => "Cette adresse est déjà connue\u{a0}: il n’y a rien à changer.".into(),
        EspaceErreur::SeuleAdresse => "C’est votre seule adresse\u{a0}: sans elle, aucune convocation ne vous arriverait. Indiquez-en une autre.".into(),
        EspaceErreur::TropDeChangements => format!(
            "Vous avez déjà demandé {CHANGEMENTS_PAR_JOUR}\u{a0}changements d’adresse en un jour. Recommencez demain."
        ),
        EspaceErreur::TelephoneInvalide => "Ce n’est pas un numéro de téléphone. Écrivez-le ainsi\u{a0}: 06 12 34 56 78, ou +32 470 12 34 56.".into(),
        EspaceErreur::PostaleChangee => "Votre fiche a été changée ailleurs entre-temps, et votre adresse postale n’est pas enregistrée. Rechargez la page, puis saisissez-la de nouveau.".into(),
        EspaceErreur::TelephoneChange => "Votre numéro a été changé ailleurs entre-temps. Rechargez la page pour le voir.".into(),
    }
}

/// A line of the *Messages* zone.
#[must_use]
pub fn fait(f: &FaitEspace) -> String {
    match f {
        FaitEspace::Reponse {
            mission,
            genre: GenreReponse::Lue,
        } => format!("Vous avez pris connaissance de votre convocation à la mission {mission}\u{a0}: le centre d’examen le voit."),
        FaitEspace::Reponse {
            mission,
            genre: GenreReponse::Empechement,
        } => format!("Votre empêchement pour la mission {mission} est transmis au centre d’examen."),
        FaitEspace::AgendaOuvert { renouvele: false } => "L’adresse de votre agenda est ouverte\u{a0}: ajoutez-la à votre agenda.".into(),
        FaitEspace::AgendaOuvert { renouvele: true } => "L’adresse de votre agenda est changée\u{a0}: l’ancienne ne montre plus rien. Remplacez-la dans votre agenda.".into(),
        FaitEspace::AgendaFerme => "L’adresse de votre agenda est fermée\u{a0}: elle ne montre plus rien.".into(),
        FaitEspace::AdresseDemandee { adresse } => format!("Un message part à {adresse}\u{a0}: ouvrez-le pour confirmer cette adresse. D’ici là, rien n’est changé."),
        FaitEspace::AdresseConfirmee { adresse } => format!("{adresse} est maintenant votre adresse personnelle."),
        FaitEspace::AdresseAbandonnee => "Le changement d’adresse est abandonné.".into(),
        FaitEspace::AdresseRetiree => "Vous n’avez plus d’adresse personnelle\u{a0}: les convocations iront à l’adresse professionnelle.".into(),
        FaitEspace::TelephoneEnregistre => "Votre numéro de téléphone est enregistré.".into(),
        FaitEspace::PostaleEnregistree => "Votre adresse postale est enregistrée\u{a0}: les prochaines convocations la portent.".into(),
    }
}

/// A link of a mail that does nothing: title, and what to do.
#[must_use]
pub const fn confirmation_refusee(etat: EtatConfirmation) -> (&'static str, &'static str) {
    match etat {
        EtatConfirmation::Expiree => (
            "Ce lien n’est plus valable",
            "Il est trop ancien, et rien n’est changé. Demandez de nouveau ce changement dans votre espace, page «\u{a0}Mes coordonnées\u{a0}».",
        ),
        EtatConfirmation::Inconnue => (
            "Ce lien ne sert pas, ou plus",
            "Il sert une seule fois, et une demande plus récente le remplace. Voyez ce qu’il en est dans votre espace, page «\u{a0}Mes coordonnées\u{a0}».",
        ),
    }
}

/// Until when a link serves.
#[must_use]
pub fn confirmer_avant(jusqu_au: &str) -> String {
    format!("Ce lien sert une seule fois, jusqu’au {jusqu_au}.")
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const MES_SERVICES: &str = "Mes services attestés";
    pub const MES_COORDONNEES: &str = "Mes coordonnées";
    pub const MES_DONNEES: &str = "Mes données";

    pub const RIEN_A_VENIR: &str = "Aucune convocation à venir.";
    pub const LIRE: &str = "Lire la convocation";
    pub const PDF: &str = "PDF";
    pub const AGENDA: &str = "Agenda (.ics)";
    pub const APPELER: &str = "Appeler le centre";
    pub const LIEU: &str = "Lieu";
    pub const SALLE: &str = "Salle";
    pub const QUALITE: &str = "Qualité";
    pub const COMMISSION: &str = "Commission";
    pub const OBSERVATION: &str = "Observations";
    pub const LUE: &str = "J’ai pris connaissance";
    pub const EMPECHE: &str = "Je ne peux pas venir";
    pub const EMPECHEMENT_TEXTE: &str = "Ce qui vous en empêche";
    pub const EMPECHEMENT_ENVOYER: &str = "Signaler l’empêchement";

    pub const MON_AGENDA: &str = "Mon agenda";
    pub const AGENDA_EXPLICATION: &str = "Une adresse privée met toutes vos convocations dans votre agenda, et les y tient à jour\u{a0}: une convocation modifiée ou annulée y change d’elle-même.";
    pub const AGENDA_OUVRIR: &str = "Ouvrir l’adresse de mon agenda";
    pub const AGENDA_ADRESSE: &str = "Adresse à donner à votre agenda";
    pub const AGENDA_INDICE: &str = "Qui a cette adresse lit vos convocations\u{a0}: ne la transmettez pas. Si elle a pu être vue, changez-la.";
    pub const AGENDA_S_ABONNER: &str = "L’ouvrir dans l’agenda de cet appareil";
    pub const AGENDA_RENOUVELER: &str = "Changer l’adresse";
    pub const AGENDA_FERMER: &str = "Fermer l’adresse";

    pub const MEL_PROFESSIONNEL: &str = "Adresse professionnelle";
    pub const MEL_PROFESSIONNEL_NOTE: &str =
        "Vient des fichiers de l’académie. Les convocations y sont envoyées d’abord.";
    pub const MEL_PERSONNEL: &str = "Adresse personnelle";
    pub const MEL_PERSONNEL_NOTE: &str = "Sert quand l’adresse professionnelle manque. Votre établissement ne voit que l’adresse confirmée.";
    pub const CHANGER_MEL: &str = "Changer mon adresse personnelle";
    pub const NOUVELLE_ADRESSE: &str = "Nouvelle adresse personnelle";
    pub const DEMANDER: &str = "Envoyer le message de confirmation";
    pub const RETIRER_MEL: &str = "Ne plus avoir d’adresse personnelle";
    pub const RETIRER_MEL_NOTE: &str = "Elle est retirée aussitôt, et un message y est envoyé pour vous en prévenir. Les convocations partent alors à votre adresse professionnelle\u{a0}: il en faut une.";
    pub const RETIRER: &str = "Retirer mon adresse personnelle";
    pub const ATTENTE: &str = "En attente";
    pub const ABANDONNER: &str = "Abandonner ce changement";
    pub const TELEPHONE: &str = "Téléphone";
    pub const TELEPHONE_INDICE: &str = "Facultatif. Votre établissement et le gestionnaire de l’académie le voient avec vos adresses, pour vous joindre le jour même.";
    pub const TELEPHONE_ENREGISTRER: &str = "Enregistrer le téléphone";
    pub const ADRESSE_POSTALE: &str = "Adresse postale";
    pub const POSTALE_INDICE: &str = "Elle figure sur vos convocations. Le prochain fichier d’intervenants de l’académie la remplacera par la sienne, comme il le fait de l’adresse personnelle\u{a0}: signalez aussi ce changement à votre établissement.";
    pub const POSTALE_1: &str = "Numéro et rue";
    pub const POSTALE_2: &str = "Complément d’adresse (facultatif)";
    pub const CODE_POSTAL: &str = "Code postal";
    pub const COMMUNE: &str = "Commune";
    pub const POSTALE_ENREGISTRER: &str = "Enregistrer l’adresse postale";
    pub const ETABLISSEMENT: &str = "Établissement";
    pub const DISCIPLINE: &str = "Discipline";
    pub const NON_CONNU: &str = "Non connu";
    pub const NON_CONNUE: &str = "Non connue";
    pub const AUTRES_CORRECTIONS: &str = "Pour corriger le reste, adressez-vous à votre établissement ou au gestionnaire de l’académie.";

    pub const SERVICES_EXPLICATION: &str = "Ce que les centres d’examen ont attesté de vous, une fois validé. Si quelque chose est inexact, dites-le au centre\u{a0}: le gestionnaire peut corriger.";
    pub const AUCUN_SERVICE: &str = "Aucun service n’est encore attesté.";
    pub const COL_JOUR: &str = "Jour";
    pub const COL_MISSION: &str = "Mission";
    pub const COL_CENTRE: &str = "Centre";
    pub const COL_PRESENCE: &str = "Présence";
    pub const COL_HEURES: &str = "Heures";
    pub const COL_NOMBRE: &str = "Nombre";
    pub const COL_VALIDE: &str = "Validé le";

    pub const DONNEES_EXPLICATION: &str = "Tout ce que ce service garde à votre sujet, sans ce qui concerne d’autres personnes. Vous pouvez l’emporter\u{a0}: un fichier JSON et un tableau CSV par rubrique.";
    pub const DONNEES_DROITS: &str = "Ces droits d’accès et de portabilité sont ceux des articles 15 et 20 du règlement général sur la protection des données. Pour faire rectifier ou effacer, adressez-vous à l’administrateur du service.";
    pub const DONNEES_TELECHARGER: &str = "Télécharger mes données (zip)";
    pub const RIEN: &str = "Rien n’est gardé ici.";

    pub const PROCHAINE: &str = "Ma prochaine convocation";
    pub const AUCUNE_PROCHAINE: &str = "Aucune convocation à venir ne vous est adressée.";
    pub const REPONDRE: &str = "Répondre";
    pub const VOIR_TOUTES: &str = "Toutes mes convocations";

    pub const CONFIRMER_TITRE: &str = "Confirmer votre adresse";
    pub const CONFIRMER_QUESTION: &str =
        "Cette adresse recevra vos convocations quand l’adresse professionnelle manque\u{a0}:";
    pub const CONFIRMER: &str = "Confirmer cette adresse";
    pub const CONFIRMEE_TITRE: &str = "Votre adresse est confirmée";
    pub const CONFIRMEE_TEXTE: &str =
        "Elle est maintenant votre adresse personnelle. L’ancienne en est prévenue.";
    pub const OUVRIR_ESPACE: &str = "Ouvrir mes coordonnées";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_colonne_a_son_titre() {
        for p in PartDonnees::TOUTES {
            assert!(!part(p).is_empty() && !usage(p).is_empty());
            for code in p.colonnes() {
                assert_ne!(colonne(code), *code, "{code}");
            }
        }
    }

    #[test]
    fn les_codes_se_lisent() {
        let dits = [
            (PartDonnees::Convocations, "etat", "annulee", "Annulée"),
            (
                PartDonnees::Reponses,
                "reponse",
                "empechement",
                "Empêchement signalé",
            ),
            (
                PartDonnees::Courriels,
                "genre",
                "service",
                "Courriel du service",
            ),
            (PartDonnees::Courriels, "etat", "envoye", "Envoyé"),
            (PartDonnees::Identite, "origine", "retraite", "Retraité"),
            (
                PartDonnees::Services,
                "presence",
                "en_remplacement",
                "En remplacement",
            ),
            // A text that is a code elsewhere, and a code that is not known.
            (PartDonnees::Reponses, "texte", "annulee", "annulee"),
            (PartDonnees::Convocations, "etat", "autre", "autre"),
        ];
        for (part, colonne, code, dit) in dits {
            assert_eq!(valeur(part, colonne, code), dit);
        }
    }

    #[test]
    fn les_dates_se_lisent() {
        assert_eq!(cellule("2021-02-16"), "16/02/2021");
        assert_eq!(cellule("2021-02-16T08:05"), "16/02/2021 08:05");
        for autre in ["172278", "2021-2-16", "T", "", "08:05"] {
            assert_eq!(cellule(autre), autre);
        }
        assert_eq!(a_confirmer(1), "1\u{a0}convocation attend votre réponse.");
        assert_eq!(
            a_confirmer(2),
            "2\u{a0}convocations attendent votre réponse."
        );
    }
}
