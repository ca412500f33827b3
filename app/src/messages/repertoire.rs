//! Sentences about the intervenants of the académie, those who are probably twice in the
//! base, and those whom the centres did not find.

use super::nombre;
use domain::{
    Affectation, Autorite, ChampFiche, Civilite, DefautChamp, EtatCourriel, EtatDemande,
    FaitRepertoire, FicheIntervenant, FusionVue, LigneRepertoire, Origine, OuvertureComptes,
    RepertoireErreur, SaisieDemande, SaisieIntervenant, UaiErreur, VueRepertoire,
};

/// Why nothing was done.
#[must_use]
pub fn erreur(e: &RepertoireErreur) -> String {
    let raison: String = match e {
        RepertoireErreur::Champs(champs) => {
            let phrases: Vec<String> = champs.iter().map(|(c, d)| defaut(*c, d)).collect();
            phrases.join(" ")
        }
        RepertoireErreur::MatriculePris => {
            "Une autre personne de l’académie a ce matricule\u{a0}: ouvrez sa fiche, ou laissez le champ vide pour qu’un matricule soit donné.".into()
        }
        RepertoireErreur::FicheChangee => {
            "Quelqu’un d’autre a changé cette fiche entre-temps\u{a0}: rechargez la page, puis recommencez.".into()
        }
        RepertoireErreur::FusionImpossible => {
            "L’une de ces fiches a déjà été fusionnée dans une autre\u{a0}: défaites d’abord cette fusion.".into()
        }
        RepertoireErreur::MissionsCommunes { nom, missions } => {
            let numeros: Vec<String> = missions.iter().map(i64::to_string).collect();
            format!(
                "{nom} serait convoqué deux fois à la même mission ({}). Choisissez, pour chacune, la convocation gardée, puis recommencez. Rien n’a été enregistré.",
                numeros.join(", ")
            )
        }
        RepertoireErreur::SeSontRemplaces => {
            "L’une a remplacé l’autre dans un service constaté\u{a0}: ce sont deux personnes. Corrigez ce service s’il est faux.".into()
        }
        RepertoireErreur::FusionDefaite => "Cette fusion a déjà été défaite.".into(),
        RepertoireErreur::GardeeChangee { nom } => format!(
            "La fiche de {nom} a été modifiée depuis la fusion, qui ne peut plus être défaite. Créez l’autre personne si elle manque."
        ),
        RepertoireErreur::ConvoqueeDepuis { nom } => format!(
            "{nom} a été convoqué depuis la fusion, et rien ne dit pour laquelle des deux personnes. Supprimez ces convocations, puis recommencez."
        ),
        RepertoireErreur::EcriteDepuis { nom } => format!(
            "Depuis la fusion, un courriel a été envoyé à {nom} pour une convocation qui vient de l’autre fiche\u{a0}: la fusion ne peut plus être défaite. Si cet envoi attend encore, annulez-le, puis recommencez\u{202f}; sinon, créez l’autre personne si elle manque."
        ),
        RepertoireErreur::Fusionnee => {
            "Cette fiche est fusionnée dans une autre\u{a0}: ouvrez l’autre, ou défaites d’abord la fusion.".into()
        }
        RepertoireErreur::Fermee => {
            "Cette fiche est fermée\u{a0}: rouvrez-la d’abord, ou choisissez quelqu’un d’autre.".into()
        }
        RepertoireErreur::DemandeTraitee => {
            "Un autre gestionnaire a répondu à cette demande entre-temps\u{a0}: rechargez la page pour lire sa réponse.".into()
        }
        RepertoireErreur::PersonneAChoisir => {
            "Choisissez une personne de la liste, ou saisissez le matricule de quelqu’un de l’académie.".into()
        }
        RepertoireErreur::MissionInconnue => {
            "Aucune mission de votre centre ne porte ce numéro\u{a0}: vérifiez-le, ou laissez le champ vide.".into()
        }
        RepertoireErreur::CompteDejaOuvert => {
            "Cette personne a déjà un compte\u{a0}: l’administrateur peut lui envoyer un autre lien.".into()
        }
        RepertoireErreur::SansAdresse => {
            "Aucune adresse de courriel n’est connue pour cette personne\u{a0}: enregistrez-en une d’abord.".into()
        }
        RepertoireErreur::OuvertureEnCours => {
            "Des comptes sont déjà en cours d’ouverture dans l’académie\u{a0}: attendez qu’ils le soient tous, puis recommencez s’il en manque.".into()
        }
        RepertoireErreur::DejaRattachee { etablissement } => format!(
            "Cette personne est déjà rattachée à {etablissement}, à titre principal ou secondaire\u{a0}: choisissez un autre établissement."
        ),
        RepertoireErreur::PlusieursLieux { lieux } => format!(
            "Plusieurs établissements correspondent\u{a0}: {}. Saisissez l’UAI de celui que vous voulez.",
            lieux.join(", ")
        ),
    };
    format!("Rien n’a été enregistré. {raison}")
}

/// Name of a field.
#[must_use]
pub const fn champ(c: ChampFiche) -> &'static str {
    match c {
        ChampFiche::Matricule => l::COL_MATRICULE,
        ChampFiche::Origine => l::ORIGINE,
        ChampFiche::Civilite => l::CIVILITE,
        ChampFiche::Nom => l::NOM,
        ChampFiche::Prenom => l::PRENOM,
        ChampFiche::NomNaissance => l::NOM_NAISSANCE,
        ChampFiche::Etablissement => l::COL_LIEU,
        ChampFiche::Secondaire => l::SECONDAIRE,
        ChampFiche::Discipline => l::DISCIPLINE,
        ChampFiche::MelProfessionnel => l::MEL_PROFESSIONNEL,
        ChampFiche::MelPersonnel => l::MEL_PERSONNEL,
        ChampFiche::Adresse => l::ADRESSE_POSTALE,
        ChampFiche::CodePostal => l::CODE_POSTAL,
        ChampFiche::Commune => l::COMMUNE,
        ChampFiche::Lieu => l::LIEU_DEMANDE,
        ChampFiche::Commentaire => l::COMMENTAIRE,
        ChampFiche::Motif => l::MOTIF,
    }
}

fn defaut(c: ChampFiche, d: &DefautChamp) -> String {
    let quoi: String = match (c, d) {
        (ChampFiche::Etablissement, DefautChamp::Vide) => {
            "saisissez l’UAI, ou choisissez une autre provenance".into()
        }
        (ChampFiche::Secondaire, DefautChamp::Vide) => "saisissez l’UAI, ou des mots du nom".into(),
        (ChampFiche::Secondaire, DefautChamp::Inconnu) => {
            "aucun établissement ouvert de l’académie ne correspond, vérifiez la saisie".into()
        }
        (_, DefautChamp::Vide) => "saisissez-le, avec au moins une lettre".into(),
        (_, DefautChamp::TropLong(maximum)) => format!("{maximum}\u{a0}caractères au plus"),
        (_, DefautChamp::CaractereInterdit) => "retirez les caractères invisibles".into(),
        (ChampFiche::MelProfessionnel | ChampFiche::MelPersonnel, DefautChamp::Illisible) => {
            "ce n’est pas une adresse, écrivez par exemple prenom.nom@exemple.fr".into()
        }
        (ChampFiche::CodePostal, DefautChamp::Illisible) => {
            "des chiffres et des lettres seulement".into()
        }
        (_, DefautChamp::Illisible) => "choisissez une valeur de la liste".into(),
        (_, DefautChamp::Uai(UaiErreur::Forme)) => {
            "l’UAI compte sept chiffres et une lettre, par exemple 0310038Y".into()
        }
        (_, DefautChamp::Uai(UaiErreur::Cle { attendue })) => {
            format!("la lettre de l’UAI ne correspond pas au numéro, {attendue} est attendu")
        }
        (_, DefautChamp::Inconnu) => "inconnu dans l’académie, vérifiez la saisie".into(),
    };
    format!("{}\u{a0}: {quoi}.", champ(c))
}

/// What was done, as a message.
#[must_use]
pub fn fait(f: &FaitRepertoire) -> String {
    match f {
        FaitRepertoire::Cree { nom } => format!("Fiche de {nom} créée."),
        FaitRepertoire::Modifie { nom } => format!("Fiche de {nom} modifiée."),
        FaitRepertoire::Active { nom, actif: true } => format!("Fiche de {nom} rouverte."),
        FaitRepertoire::Active { nom, actif: false } => {
            format!("Fiche de {nom} fermée\u{a0}: cette personne n’est plus proposée.")
        }
        FaitRepertoire::Rattache {
            nom,
            etablissement,
            ajoute: true,
        } => format!("Rattachement de {nom} à {etablissement} ajouté, à titre secondaire."),
        FaitRepertoire::Rattache {
            nom,
            etablissement,
            ajoute: false,
        } => format!("Rattachement de {nom} à {etablissement} retiré."),
        FaitRepertoire::Fusionnes { nom } => format!(
            "Fiches fusionnées\u{a0}: tout est désormais à {nom}. La fusion se défait depuis sa fiche."
        ),
        FaitRepertoire::AEnvoyer { nom, mission } => format!(
            "Convocation de {nom} à la mission {mission} à envoyer\u{a0}: un courriel portait sur celle qui vient d’être supprimée. Aucune annulation ne part, puisque cette personne reste convoquée."
        ),
        FaitRepertoire::Separes { nom } => {
            format!("Fusion défaite\u{a0}: {nom} a retrouvé sa fiche et ce qui était à son nom.")
        }
        FaitRepertoire::Distincts => {
            "Noté\u{a0}: ces deux fiches ne seront plus proposées comme doublons.".into()
        }
        FaitRepertoire::CompteOuvert { nom, mel } => format!(
            "Compte ouvert pour {nom}. Le lien pour choisir un mot de passe est en cours d’envoi à {mel}."
        ),
        FaitRepertoire::ComptesDemandes { nombre: n } => format!(
            "Ouverture demandée\u{a0}: {}. Les liens pour choisir un mot de passe partent au fur et à mesure.",
            nombre(*n as usize, "compte", "comptes")
        ),
        FaitRepertoire::ComptesOuverts { ouverts, ecartes } => {
            format!(
                "Ouverture de comptes terminée\u{a0}: {}",
                comptes_ouverts(*ouverts, *ecartes)
            )
        }
        FaitRepertoire::DemandeFaite { nom } => {
            format!(
                "Demande transmise au gestionnaire pour {nom}. Sa réponse s’affichera ici et sur l’accueil."
            )
        }
        FaitRepertoire::DemandeRetiree { nom } => {
            format!("Demande pour {nom} retirée\u{a0}: le gestionnaire ne la verra plus.")
        }
        FaitRepertoire::DemandeTraitee {
            nom,
            courriel: true,
        } => format!(
            "Réponse donnée à la demande pour {nom}\u{a0}: le centre en est averti, et un courriel part à qui l’a faite."
        ),
        FaitRepertoire::DemandeTraitee { nom, .. } => {
            format!("Réponse donnée à la demande pour {nom}\u{a0}: le centre en est averti.")
        }
        FaitRepertoire::ReponseRecue {
            nom,
            acceptee: true,
            mission: Some(mission),
            ..
        } => format!(
            "{nom} est désormais dans l’académie\u{a0}: vous pouvez convoquer cette personne à la mission {mission}."
        ),
        FaitRepertoire::ReponseRecue {
            nom,
            acceptee: true,
            ..
        } => format!(
            "{nom} est désormais dans l’académie\u{a0}: vous pouvez convoquer cette personne."
        ),
        FaitRepertoire::ReponseRecue { nom, motif, .. } => {
            format!("Votre demande pour {nom} a été refusée\u{a0}: {motif}")
        }
    }
}

/// What became of the mail that tells who asked of the answer.
#[must_use]
pub const fn courriel_reponse(e: EtatCourriel) -> &'static str {
    match e {
        EtatCourriel::EnAttente | EtatCourriel::EnCours => "en cours d’envoi",
        EtatCourriel::Envoye => "envoyé",
        EtatCourriel::NouvelEssai => "pas encore accepté, un autre essai suivra",
        EtatCourriel::Echec => {
            "non remis\u{a0}: l’adresse du compte est à vérifier par l’administrateur"
        }
        EtatCourriel::Annule => "annulé, le compte de qui a demandé est fermé",
        EtatCourriel::Retour => {
            "revenu\u{a0}: l’adresse du compte est à corriger par l’administrateur"
        }
    }
}

/// Name of a view of the list.
#[must_use]
pub const fn vue(v: VueRepertoire) -> &'static str {
    match v {
        VueRepertoire::Actifs => "Actifs",
        VueRepertoire::Internes => "En établissement",
        VueRepertoire::Externes => "Externes",
        VueRepertoire::Fermes => "Fermés",
        VueRepertoire::Tous => "Tous",
    }
}

/// Where somebody comes from.
#[must_use]
pub const fn origine(o: Origine) -> &'static str {
    match o {
        Origine::Interne => "En poste dans un établissement",
        Origine::Professionnel => "Professionnel extérieur",
        Origine::Retraite => "Retraité",
        Origine::Autre => "Autre personne extérieure",
    }
}

/// A title, in a list of choices.
#[must_use]
pub const fn civilite(c: Civilite) -> &'static str {
    match c {
        Civilite::Inconnue => "Non précisée",
        autre => autre.en_toutes_lettres(),
    }
}

/// A title by its code.
#[must_use]
pub fn civilite_lue(code: &str) -> &'static str {
    civilite(Civilite::lire(code).unwrap_or_default())
}

/// Caption of the list.
#[must_use]
pub fn legende(total: u32) -> String {
    nombre(total as usize, "intervenant", "intervenants")
}

/// A birth name under a name.
#[must_use]
pub fn nee(nom: &str) -> String {
    format!("Nom de naissance\u{a0}: {nom}")
}

/// What tells a person from homonyms, after their name.
#[must_use]
pub fn reperes(p: &LigneRepertoire) -> String {
    let mut dits = vec![p.matricule.as_str()];
    if p.etablissement.is_empty() {
        dits.push(origine(p.origine));
    } else {
        dits.push(&p.etablissement);
    }
    dits.extend([p.discipline.as_str(), p.mel.as_str()]);
    dits.retain(|d| !d.is_empty());
    format!(", {}", dits.join(", "))
}

/// Into whom somebody was merged.
#[must_use]
pub fn fusionne_dans(f: &FusionVue) -> String {
    format!(
        "Cette fiche est fermée. Elle a été fusionnée le {} par {} dans celle de",
        f.le, f.par
    )
}

/// When somebody was merged, and by whom.
#[must_use]
pub fn fusion_faite(f: &FusionVue) -> String {
    format!(", fusionnée le {} par {}", f.le, f.par)
}

/// The account of somebody.
#[must_use]
pub fn compte(identifiant: &str, actif: bool) -> String {
    let etat = if actif { "ouvert" } else { "fermé" };
    format!("Compte {etat}, identifiant {identifiant}.")
}

/// What opening an account does.
#[must_use]
pub fn compte_texte(mel: &str) -> String {
    format!(
        "Un compte permet à cette personne de lire ses convocations et d’y répondre. Un lien pour choisir un mot de passe part à {mel}, qui sera aussi son identifiant."
    )
}

fn comptes_ouverts(ouverts: u32, ecartes: u32) -> String {
    let mut phrase = match ouverts {
        0 => "aucun compte ouvert.".to_owned(),
        n => format!(
            "{}.",
            nombre(n as usize, "compte ouvert", "comptes ouverts")
        ),
    };
    if ecartes > 0 {
        phrase.push_str(&format!(
            " {}\u{a0}: l’adresse est trop longue, a d’autres signes que ceux d’un identifiant, ou est déjà celle d’un autre compte.",
            nombre(
                ecartes as usize,
                "personne n’en a pas eu",
                "personnes n’en ont pas eu"
            )
        ));
    }
    phrase
}

/// How many accounts would be opened.
#[must_use]
pub fn comptes_a_ouvrir(n: u32) -> String {
    if n == 0 {
        return "Toutes les personnes convoquées qui ont une adresse ont un compte.".to_owned();
    }
    nombre(
        n as usize,
        "personne convoquée a une adresse de courriel et n’a pas de compte.",
        "personnes convoquées ont une adresse de courriel et n’ont pas de compte.",
    )
}

/// The button that opens them.
#[must_use]
pub fn ouvrir_n_comptes(n: u32) -> String {
    format!("Ouvrir {}", nombre(n as usize, "compte", "comptes"))
}

/// How many people have no address; the first `montrees` are named.
#[must_use]
pub fn comptes_sans_adresse(n: u32, montrees: usize) -> String {
    let mut phrase = format!(
        "{} d’adresse de courriel\u{a0}: enregistrez-en une sur leur fiche, puis revenez ici.",
        nombre(
            n as usize,
            "personne convoquée n’a pas",
            "personnes convoquées n’ont pas"
        )
    );
    if montrees < n as usize {
        phrase.push_str(&format!(" Les {montrees} premières sont affichées."));
    }
    phrase
}

fn de_la_session(annee: Option<i32>) -> String {
    annee.map_or_else(String::new, |a| format!(", session {a}"))
}

/// How far an opening of accounts is.
#[must_use]
pub fn ouverture_en_cours(o: &OuvertureComptes) -> String {
    format!(
        "Ouverture demandée le {}{}\u{a0}: {} sur {}. Vous pouvez quitter cette page, l’ouverture continue.",
        o.demandee_le,
        de_la_session(o.annee),
        super::milliers(o.ouverts.saturating_add(o.ecartes) as usize),
        super::milliers(o.total as usize)
    )
}

/// What an opening of accounts came to.
#[must_use]
pub fn ouverture_finie(o: &OuvertureComptes) -> String {
    format!(
        "Dernière ouverture, demandée le {}{}, terminée le {}\u{a0}: {}",
        o.demandee_le,
        de_la_session(o.annee),
        o.finie_le,
        comptes_ouverts(o.ouverts, o.ecartes)
    )
}

/// How many groups there are.
#[must_use]
pub fn groupes(n: u32) -> String {
    nombre(
        n as usize,
        "groupe de fiches à examiner",
        "groupes de fiches à examiner",
    )
}

/// Title of a group.
#[must_use]
pub fn groupe(rang: usize, par_mel: bool, par_nom: bool) -> String {
    if par_mel {
        format!("Groupe {rang}\u{a0}: même adresse de courriel")
    } else if par_nom {
        format!("Groupe {rang}\u{a0}: même nom")
    } else {
        format!("Groupe {rang}\u{a0}: même adresse postale, même initiale")
    }
}

/// A link to two people side by side.
#[must_use]
pub fn comparer(un: &str, autre: &str) -> String {
    format!("Comparer {un} et {autre}")
}

/// One of two people, in order.
#[must_use]
pub fn fiche_n(rang: u8, nom: &str) -> String {
    format!("Fiche {rang}\u{a0}: {nom}")
}

/// The choice between two convocations to a mission.
#[must_use]
pub fn mission_commune(numero: i64) -> String {
    format!("Convocation gardée à la mission {numero}")
}

/// What one of them says: `par centre, Correcteur, salle 205, le lundi 1er février 2021`.
#[must_use]
pub fn convocation_commune(a: &Affectation, autorite: Autorite) -> String {
    let mut morceaux = vec![autorite.libelle().to_owned()];
    morceaux.extend(a.qualite.map(|q| q.libelle().to_owned()));
    if !a.salle.is_empty() {
        morceaux.push(format!("salle\u{a0}{}", a.salle));
    }
    let jours: Vec<_> = a.creneaux.iter().map(|c| c.jour).collect();
    if !jours.is_empty() {
        morceaux.push(super::jours(&jours));
    }
    morceaux.join(", ")
}

/// A choice, for who hears it without its column.
#[must_use]
pub fn pour_champ(champ: &str, rang: u8) -> String {
    format!("{champ}, fiche {rang}")
}

/// A matricule under a name.
#[must_use]
pub fn matricule(m: &str) -> String {
    format!("Matricule {m}")
}

/// How many convocations somebody has.
#[must_use]
pub fn convocations(n: u32) -> String {
    nombre(n as usize, "convocation", "convocations")
}

/// Where somebody works, or comes from.
#[must_use]
pub fn lieu(f: &FicheIntervenant) -> String {
    if f.etablissement.is_empty() {
        origine(Origine::lire(&f.saisie.origine).unwrap_or_default()).to_owned()
    } else {
        f.etablissement.clone()
    }
}

/// A postal address on one line.
#[must_use]
pub fn adresse(s: &SaisieIntervenant) -> String {
    [&s.adresse_1, &s.adresse_2, &s.code_postal, &s.commune]
        .into_iter()
        .filter(|m| !m.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Accessible name of the button that takes an attachment away.
#[must_use]
pub fn detacher(nom: &str, etablissement: &str) -> String {
    format!("{} {nom} de {etablissement}", l::DETACHER)
}

/// A mission by its number.
#[must_use]
pub fn mission(numero: i64) -> String {
    format!("Mission {numero}")
}

/// Caption of the requests.
#[must_use]
pub fn demandes(n: usize) -> String {
    nombre(n, "demande", "demandes")
}

/// Where a request stands.
#[must_use]
pub const fn etat_demande(e: EtatDemande) -> &'static str {
    match e {
        EtatDemande::EnAttente => "En attente",
        EtatDemande::Traitee => "Traitée",
        EtatDemande::Refusee => "Refusée",
    }
}

/// What a request says of the person.
#[must_use]
pub fn precisions(s: &SaisieDemande) -> String {
    [&s.lieu, &s.discipline]
        .into_iter()
        .filter(|m| !m.is_empty())
        .cloned()
        .collect::<Vec<_>>()
        .join(", ")
}

/// Who asked, and when.
#[must_use]
pub fn par_le(par: &str, le: &str) -> String {
    if par.is_empty() {
        le.to_owned()
    } else {
        format!("{par}, {le}")
    }
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Intervenants";
    pub const NOUVEAU: &str = "Créer un intervenant";
    pub const RETOUR: &str = "Retour aux intervenants";
    pub const VUES: &str = "Intervenants affichés";
    pub const OUVRIR_COMPTES: &str = "Ouvrir des comptes";
    pub const OUVRIR_COMPTES_TEXTE: &str = "Chaque personne convoquée qui a une adresse de courriel et n’a pas de compte en reçoit un, dont l’identifiant est cette adresse, et un courriel qui porte le lien pour choisir son mot de passe. Personne n’est invité deux fois.";
    pub const CONVOQUEES_SESSION: &str = "Personnes convoquées à la session";
    pub const TOUTES_LES_SESSIONS: &str = "Toutes les sessions";
    pub const CONFIRMER_COMPTES: &str =
        "J’ai vérifié ce nombre\u{a0}: chacune de ces personnes recevra un courriel.";
    pub const SANS_ADRESSE: &str = "Personnes sans adresse";
    pub const OUVERTURE_AVANCE: &str = "Avancement de l’ouverture des comptes";
    pub const MOT: &str = "Nom ou prénom";
    pub const LIEU: &str = "Établissement (nom ou UAI)";
    pub const DISCIPLINE: &str = "Discipline";
    pub const TOUTES_LES_DISCIPLINES: &str = "Toutes les disciplines";
    pub const VIDE: &str = "Aucun intervenant ne correspond.";
    pub const COL_NOM: &str = "Nom";
    pub const COL_MATRICULE: &str = "Matricule";
    pub const COL_LIEU: &str = "Établissement";
    pub const COL_MEL: &str = "Adresse de courriel";
    pub const COL_ETAT: &str = "État";
    pub const COL_ACTIONS: &str = "Actions";
    pub const ACTIF: &str = "Actif";
    pub const FERME: &str = "Fermé";
    pub const FUSIONNE: &str = "Fusionné";

    pub const MATRICULE_INDICE: &str =
        "Facultatif\u{a0}: laissé vide, un matricule est donné. Il ne change plus ensuite.";
    pub const CIVILITE: &str = "Civilité";
    pub const NOM: &str = "Nom d’usage";
    pub const PRENOM: &str = "Prénom";
    pub const NOM_NAISSANCE: &str = "Nom de naissance";
    pub const NOM_NAISSANCE_INDICE: &str = "S’il diffère du nom d’usage.";
    pub const ORIGINE: &str = "Provenance";
    pub const UAI: &str = "UAI de l’établissement";
    pub const UAI_INDICE: &str = "Pour une personne en poste. Par exemple 0310038Y.";
    pub const SANS_DISCIPLINE: &str = "Aucune";
    pub const MEL_PROFESSIONNEL: &str = "Adresse de courriel professionnelle";
    pub const MEL_PERSONNEL: &str = "Adresse de courriel personnelle";
    pub const MEL_PERSONNEL_INDICE: &str = "Sert quand il n’y a pas d’adresse professionnelle.";
    pub const ADRESSE_1: &str = "Adresse postale";
    pub const ADRESSE_2: &str = "Complément d’adresse";
    pub const ADRESSE_POSTALE: &str = "Adresse postale";
    pub const CODE_POSTAL: &str = "Code postal";
    pub const COMMUNE: &str = "Commune";
    pub const NOUVEAU_TEXTE: &str = "La fiche est aussitôt trouvée par tous les centres de l’académie. Les personnes en poste viennent d’ordinaire par un fichier\u{a0}: n’ajoutez ici que celles qui y manquent.";
    pub const CREER: &str = "Créer la fiche";
    pub const SEMBLABLES: &str = "Probablement déjà connue";
    pub const SEMBLABLES_TEXTE: &str = "Ces personnes ont le même nom ou la même adresse. Si c’est l’une d’elles, ouvrez sa fiche\u{202f}; sinon, cochez la case, puis créez.";
    pub const SEMBLABLES_DEMANDE: &str = "Ces personnes ont le même nom ou la même adresse. Si c’est l’une d’elles, rattachez-y la demande\u{202f}; sinon, cochez la case, puis créez.";
    pub const RATTACHER_PLUTOT: &str = "C’est l’une de ces personnes\u{a0}: y rattacher la demande";
    pub const CREER_QUAND_MEME: &str = "Créer quand même\u{a0}: c’est une autre personne";

    pub const CONVOCATIONS: &str = "Convocations";
    pub const VOIR_PERSONNEL: &str = "Voir ses convocations et ses indisponibilités";
    pub const MODIFIER: &str = "Modifier la fiche";
    pub const MODIFIER_TEXTE: &str = "Si le matricule figure dans un fichier importé, le prochain import remet ce que le fichier dit.";
    pub const ENREGISTRER: &str = "Enregistrer";
    pub const SECONDAIRE: &str = "Établissement à titre secondaire";
    pub const SECONDAIRES: &str = "Établissements à titre secondaire";
    pub const SECONDAIRES_TEXTE: &str = "Pour un service partagé\u{a0}: ces établissements consultent aussi cette personne et saisissent ses indisponibilités. Ses compétences restent à son établissement principal.";
    pub const AUCUN_SECONDAIRE: &str = "Aucun rattachement à titre secondaire.";
    pub const SECONDAIRE_INDICE: &str =
        "Son UAI, ou des mots de son nom. Par exemple 0310038Y, ou lycée bellevue.";
    pub const RATTACHER_LIEU: &str = "Rattacher à titre secondaire";
    pub const DETACHER: &str = "Retirer";
    pub const COMPTE: &str = "Compte";
    pub const SANS_COMPTE: &str = "Cette personne n’a pas de compte.";
    pub const COMPTE_SANS_ADRESSE: &str =
        "Pour lui en ouvrir un, enregistrez d’abord une adresse de courriel.";
    pub const OUVRIR_COMPTE: &str = "Ouvrir un compte et envoyer le lien";
    pub const FUSIONS: &str = "Fiches fusionnées dans celle-ci";
    pub const DEFAIRE: &str = "Défaire la fusion";
    pub const ACTIVITE: &str = "Activité";
    pub const FERMER_TEXTE: &str =
        "Fermée, la fiche n’est plus proposée aux centres. Ses convocations restent.";
    pub const FERMER: &str = "Fermer cette fiche";
    pub const ROUVRIR_TEXTE: &str =
        "Rouverte, la fiche est de nouveau proposée à tous les centres.";
    pub const ROUVRIR: &str = "Rouvrir cette fiche";

    pub const DOUBLONS: &str = "Doublons";
    pub const DOUBLONS_TEXTE: &str = "Ces fiches ont le même nom (dans un ordre ou dans l’autre, nom de naissance compris), la même adresse de courriel, ou la même rue au même numéro avec un nom de même initiale. Des homonymes et des conjoints s’y trouvent\u{a0}: comparez avant de fusionner.";
    pub const AUCUN_DOUBLON: &str = "Aucun doublon probable\u{a0}: rien à examiner.";
    pub const COMPARER: &str = "Comparer deux fiches";
    pub const RETOUR_DOUBLONS: &str = "Retour aux doublons";
    pub const CHAMP: &str = "Champ";
    pub const CHOISIR_CHAMPS: &str = "Ce que chaque fiche dit";
    pub const VIDE_CHAMP: &str = "(vide)";
    pub const COMPARAISON_LECTURE: &str = "Ces fiches se consultent ici sans se fusionner.";
    pub const DEJA_DISTINCTS: &str = "Déjà noté\u{a0}: deux personnes";
    pub const COMMUNES: &str = "Les deux fiches sont convoquées aux mêmes missions. Choisissez plus bas, pour chacune, la convocation gardée\u{a0}: l’autre est supprimée, sans annulation puisque la personne reste convoquée.";
    pub const QUI_GARDER: &str = "Fiche gardée";
    pub const QUI_GARDER_INDICE: &str = "Son matricule reste. L’autre fiche est fermée.";
    pub const FUSION_TEXTE: &str = "Convocations, indisponibilités, compétences, services, rattachements à titre secondaire et compte de l’autre fiche passent à celle qui est gardée. Les lettres et liens déjà envoyés restent valables. La fusion peut se défaire tant que rien ne s’y est ajouté.";
    pub const FUSIONNER: &str = "Fusionner";
    pub const PAS_DES_DOUBLONS_TITRE: &str = "Deux personnes différentes";
    pub const PAS_DES_DOUBLONS_TEXTE: &str = "Cette paire ne sera plus proposée.";
    pub const PAS_DES_DOUBLONS: &str = "Ce ne sont pas des doublons";

    pub const DEMANDES: &str = "Intervenants introuvables";
    pub const DEMANDES_TEXTE: &str =
        "Quand une personne n’est pas trouvée dans l’académie, demandez-la ici au gestionnaire.";
    pub const DEMANDES_A_TRAITER: &str = "Les centres n’ont pas trouvé ces personnes. Rattachez chaque demande à une fiche, créez-la, ou refusez avec une raison.";
    pub const NOUVELLE_DEMANDE: &str = "Demander une personne introuvable";
    pub const NOUVELLE_DEMANDE_TEXTE: &str = "Le gestionnaire de l’académie cherche la personne ou crée sa fiche. Sa réponse s’affiche sur votre accueil, et un courriel vous le dit si votre compte a une adresse.";
    pub const RETOUR_DEMANDES: &str = "Retour aux demandes";
    pub const AUCUNE_DEMANDE: &str = "Aucune demande.";
    pub const PERSONNE: &str = "Personne";
    pub const DEMANDEUR: &str = "Demandé par";
    pub const MISSION: &str = "Mission";
    pub const MISSION_INDICE: &str =
        "Facultatif\u{a0}: le numéro de la mission pour laquelle vous la cherchez.";
    pub const LIEU_DEMANDE: &str = "Établissement ou adresse";
    pub const LIEU_DEMANDE_INDICE: &str =
        "Où travaille cette personne, ou son adresse si elle est extérieure.";
    pub const COMMENTAIRE: &str = "Commentaire";
    pub const ENVOYER_DEMANDE: &str = "Envoyer la demande";
    pub const TRAITER: &str = "Traiter";
    pub const CONVOQUER: &str = "Convoquer à la mission";
    pub const MARQUER_LUE: &str = "Marquer comme lue";
    pub const REPONSE: &str = "Personne trouvée";
    pub const MOTIF: &str = "Raison";
    pub const TRAITEE: &str = "Réponse";
    pub const COURRIEL_REPONSE: &str = "Courriel à qui a demandé";
    pub const RATTACHER: &str = "C’est une personne connue";
    pub const PROBABLES: &str = "Personnes de ce nom";
    pub const AUTRE_MATRICULE: &str = "Matricule d’une autre personne";
    pub const SON_MATRICULE: &str = "Matricule de cette personne";
    pub const SON_MATRICULE_INDICE: &str = "Il se lit dans la liste des intervenants.";
    pub const AUTRE_MATRICULE_INDICE: &str =
        "Il l’emporte sur le choix ci-dessus. Il se lit dans la liste des intervenants.";
    pub const RATTACHER_BOUTON: &str = "Rattacher à cette personne";
    pub const CREER_SA_FICHE: &str = "Elle n’existe pas encore";
    pub const REFUSER: &str = "Refuser la demande";
    pub const RETIRER_DEMANDE: &str = "Retirer la demande";
    pub const MOTIF_INDICE: &str = "Le centre la lira.";
    pub const REFUSER_BOUTON: &str = "Refuser";

    pub const PERSONNE_INTROUVABLE: &str = "Demander cette personne au gestionnaire";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_refus_dit_que_faire() {
        let e = RepertoireErreur::Champs(vec![
            (ChampFiche::Nom, DefautChamp::Vide),
            (ChampFiche::CodePostal, DefautChamp::Illisible),
        ]);
        assert_eq!(
            erreur(&e),
            "Rien n’a été enregistré. Nom d’usage\u{a0}: saisissez-le, avec au moins une lettre. \
             Code postal\u{a0}: des chiffres et des lettres seulement."
        );
        let e = RepertoireErreur::MissionsCommunes {
            nom: "DURAND Anne".into(),
            missions: vec![172_278, 172_279],
        };
        assert!(erreur(&e).contains("(172278, 172279)"));
    }
}
