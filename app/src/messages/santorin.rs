//! What is said of SANTORIN: the export, the clients of the API, its answers.

use super::nombre;
use domain::{
    CLIENT_NOM_MAX, CLIENTS_MAX, ClientErreur, ConvoqueSantorin, DroitDeLIntervenant,
    DroitSantorin, EchecAppel, EtatClient, FaitSantorin, JETON_JOURS_MAX, NaiveDate,
    RECOUVREMENT_JOURS_MAX, ResumeSantorin, SantorinErreur, WebhookErreur, jour_court, jour_long,
};

/// The API's description, OpenAPI 3.1.
#[cfg(feature = "ssr")]
pub const OPENAPI: &str = include_str!("santorin-openapi.json");

/// What is refused, and what to do.
#[must_use]
pub fn erreur(e: SantorinErreur) -> String {
    match e {
        SantorinErreur::Client(c) => format!("Le client n’a pas été créé. {}", client_erreur(c)),
        SantorinErreur::DejaCree => "Ce client est déjà créé, et son jeton a été montré une fois. S’il n’a pas été copié, révoquez ce client puis créez-en un autre.".into(),
        SantorinErreur::Change(c) => format!("Rien n’a été enregistré. {}", client_erreur(c)),
        SantorinErreur::JetonChange => "Rien n’a été enregistré\u{a0}: quelqu’un a renouvelé ce jeton entre-temps. Rechargez la page, puis recommencez s’il le faut.".into(),
    }
}

/// Why a client is not created, and what to do.
#[must_use]
pub fn client_erreur(e: ClientErreur) -> String {
    match e {
        ClientErreur::NomVide => "Donnez-lui un nom, par exemple «\u{a0}SANTORIN production\u{a0}».".into(),
        ClientErreur::NomInvalide => format!("Le nom tient en {CLIENT_NOM_MAX}\u{a0}caractères, saisis au clavier."),
        ClientErreur::NomPris => "Un client en usage porte déjà ce nom\u{a0}: choisissez-en un autre, ou révoquez le premier.".into(),
        ClientErreur::AucunePortee => "Cochez au moins une liste qu’il pourra lire.".into(),
        ClientErreur::PorteeInconnue => "Une liste demandée n’existe pas\u{a0}: choisissez «\u{a0}correcteurs\u{a0}» ou «\u{a0}numerisation\u{a0}».".into(),
        ClientErreur::ExpirationIllisible => "La date de fin n’a pas pu être lue. Écrivez-la ainsi\u{a0}: 31/08/2027.".into(),
        ClientErreur::ExpirationPassee => "La date de fin est passée\u{a0}: choisissez une date à venir.".into(),
        ClientErreur::ExpirationTropLoin => format!("La date de fin est trop lointaine\u{a0}: un jeton dure {JETON_JOURS_MAX}\u{a0}jours au plus."),
        ClientErreur::Webhook(w) => format!("Adresse d’appel\u{a0}: {}", webhook_erreur(w)),
        ClientErreur::TropDeClients => format!("L’académie a déjà {CLIENTS_MAX}\u{a0}clients en usage\u{a0}: révoquez ceux qui ne servent plus."),
        ClientErreur::RecouvrementInvalide => format!("Indiquez pendant combien de jours l’ancien jeton sert encore, de 0 à {RECOUVREMENT_JOURS_MAX}."),
    }
}

/// Why an address is not called, and what to do.
#[must_use]
pub const fn webhook_erreur(e: WebhookErreur) -> &'static str {
    match e {
        WebhookErreur::Illisible => {
            "ce n’est pas une adresse complète. Écrivez-la ainsi\u{a0}: https://santorin.exemple.fr/imagin."
        }
        WebhookErreur::NonChiffree => {
            "elle doit commencer par https://, pour que personne ne lise ni ne change les appels."
        }
        WebhookErreur::AvecIdentifiants => {
            "elle contient un nom ou un mot de passe. Retirez-les\u{a0}: chaque appel est signé."
        }
        WebhookErreur::Privee => {
            "elle désigne cette machine ou un réseau privé. Donnez une adresse publique, ou demandez à l’exploitant d’autoriser les réseaux privés."
        }
    }
}

/// What was done.
#[must_use]
pub fn fait(f: &FaitSantorin) -> String {
    match f {
        FaitSantorin::ClientCree { nom } => format!("Client de l’API «\u{a0}{nom}\u{a0}» créé."),
        FaitSantorin::ClientRevoque { nom } => {
            format!("Client de l’API «\u{a0}{nom}\u{a0}» révoqué\u{a0}: son jeton ne sert plus.")
        }
        FaitSantorin::JetonRenouvele { nom } => {
            format!("Jeton du client «\u{a0}{nom}\u{a0}» renouvelé.")
        }
        FaitSantorin::AdresseChangee { nom } => {
            format!("Adresse d’appel du client «\u{a0}{nom}\u{a0}» changée.")
        }
        FaitSantorin::LivraisonRenvoyee { client } => {
            format!("L’appel à «\u{a0}{client}\u{a0}» est renvoyé.")
        }
    }
}

/// The name of a list.
#[must_use]
pub const fn liste(droit: DroitSantorin) -> &'static str {
    match droit {
        DroitSantorin::Correction => "Correcteurs",
        DroitSantorin::Numerisation => "Chargés de numérisation",
    }
}

/// The names of lists.
#[must_use]
pub fn listes(droits: &[DroitSantorin]) -> String {
    let noms: Vec<&str> = droits.iter().map(|d| liste(*d)).collect();
    noms.join(", ")
}

/// Where a client stands.
#[must_use]
pub const fn etat(e: EtatClient) -> &'static str {
    match e {
        EtatClient::EnUsage => "En usage",
        EtatClient::Expire => "Expiré",
        EtatClient::Revoque => "Révoqué",
    }
}

/// How that is shown.
#[must_use]
pub const fn classe_etat(e: EtatClient) -> &'static str {
    match e {
        EtatClient::EnUsage => "fr-badge fr-badge--sm fr-badge--success",
        EtatClient::Expire => "fr-badge fr-badge--sm fr-badge--warning",
        EtatClient::Revoque => "fr-badge fr-badge--sm",
    }
}

/// Why a call did not get through.
#[must_use]
pub fn echec_appel(e: EchecAppel) -> String {
    match e {
        EchecAppel::Statut { statut: 410 } => {
            "L’adresse demande à ne plus être appelée (réponse 410).".into()
        }
        EchecAppel::Statut { statut } => format!("L’adresse a répondu {statut}."),
        EchecAppel::Adresse { raison } => {
            format!("Adresse refusée\u{a0}: {}", webhook_erreur(raison))
        }
        EchecAppel::Injoignable => {
            "Aucune réponse à cette adresse\u{a0}: le nom est inconnu, ou le serveur arrêté.".into()
        }
        EchecAppel::Chiffrement => "Le certificat du serveur est refusé.".into(),
        EchecAppel::Delai => "Le serveur n’a pas répondu à temps.".into(),
        EchecAppel::Reponse => "La réponse du serveur n’a pas pu être lue.".into(),
    }
}

/// What a file of the export holds.
#[must_use]
pub fn contenu_du_fichier(resume: &ResumeSantorin, droit: DroitSantorin) -> String {
    let (n, sans_mel) = match droit {
        DroitSantorin::Correction => (resume.correcteurs, resume.correcteurs_sans_mel),
        DroitSantorin::Numerisation => (resume.numerisation, resume.numerisation_sans_mel),
    };
    let droits = nombre(n as usize, "droit ouvert", "droits ouverts");
    if sans_mel == 0 {
        format!("{droits}.")
    } else {
        format!("{droits}, dont {sans_mel} sans adresse de courriel professionnelle.")
    }
}

/// How long a right lasts.
#[must_use]
pub fn duree(delai: u32) -> String {
    let suite = match delai {
        0 => "jusqu’à son dernier jour".to_owned(),
        1 => "jusqu’au lendemain de son dernier jour".to_owned(),
        n => format!("jusqu’à {n}\u{a0}jours après son dernier jour"),
    };
    format!(
        "Une convocation à une mission de correction, d’évaluation des compétences expérimentales ou de numérisation donne accès à SANTORIN dès qu’elle est faite, {suite}. La supprimer retire cet accès aussitôt."
    )
}

/// The caption of the calls that were given up.
#[must_use]
pub fn abandonnes(n: usize) -> String {
    nombre(n, "appel abandonné", "appels abandonnés")
}

/// The title of what changes a client.
#[must_use]
pub fn changer(nom: &str) -> String {
    format!("Changer le client «\u{a0}{nom}\u{a0}»")
}

/// What the page of a renewed token says of it, and of the former one.
#[must_use]
pub fn jeton_renouvele(nom: &str, expire: NaiveDate, ancien: Option<NaiveDate>) -> String {
    let ancien = ancien.map_or_else(
        || "L’ancien jeton ne sert plus.".to_owned(),
        |j| format!("L’ancien sert encore jusqu’au {} inclus.", jour_court(j)),
    );
    format!(
        "Le jeton du client «\u{a0}{nom}\u{a0}» est renouvelé\u{a0}: il sert jusqu’au {} inclus. {ancien}",
        jour_court(expire)
    )
}

/// Until when the former token serves.
#[must_use]
pub fn ancien_jeton(jour: NaiveDate) -> String {
    format!("l’ancien jusqu’au {}", jour_court(jour))
}

/// The title of a button that revokes.
#[must_use]
pub fn revoquer(nom: &str) -> String {
    format!("Révoquer le client «\u{a0}{nom}\u{a0}»")
}

/// The title of a button that sends again.
#[must_use]
pub fn renvoyer(client: &str, date: &str) -> String {
    format!("Renvoyer l’appel à «\u{a0}{client}\u{a0}» abandonné le {date}")
}

/// What an intervenant may do in SANTORIN.
#[must_use]
pub fn acces(d: &DroitDeLIntervenant) -> String {
    let mut phrases = Vec::new();
    if let Some(j) = d.correction {
        phrases.push(format!(
            "Vous avez accès à SANTORIN pour corriger, noter ou suivre la correction jusqu’au {}.",
            jour_long(j)
        ));
    }
    if let Some(j) = d.numerisation {
        phrases.push(format!(
            "Vous avez accès à SANTORIN pour numériser les copies jusqu’au {}.",
            jour_long(j)
        ));
    }
    phrases.join(" ")
}

/// What the page of a new token says of it.
#[must_use]
pub fn jeton_de(nom: &str, expire: NaiveDate) -> String {
    format!(
        "Le client «\u{a0}{nom}\u{a0}» est créé. Son jeton sert jusqu’au {} inclus.",
        jour_court(expire)
    )
}

/// The caption of the columns of the files.
#[must_use]
pub fn colonnes(n: usize) -> String {
    nombre(n, "colonne", "colonnes")
}

// ------------------------------------------------------------------- files

/// [`l::COLONNES_CORRECTEURS`] (docs/export-santorin.md).
#[must_use]
pub fn cellules_correcteur(c: &ConvoqueSantorin, jusqu_au: NaiveDate) -> [String; 18] {
    let (code, libelle) = c
        .epreuve
        .as_ref()
        .map(|e| (e.code.clone(), e.libelle.clone()))
        .unwrap_or_default();
    let qualite = c.qualite.map(|q| q.code().to_owned()).unwrap_or_default();
    let [
        reference,
        session,
        examen,
        annee,
        mission,
        type_mission,
        centre,
        matricule,
        nom,
        prenom,
        mel,
        etablissement,
        premier,
        dernier,
        acces,
    ] = cellules_numerisation(c, jusqu_au);
    [
        reference,
        session,
        examen,
        annee,
        mission,
        type_mission,
        code,
        libelle,
        centre,
        matricule,
        nom,
        prenom,
        mel,
        etablissement,
        qualite,
        premier,
        dernier,
        acces,
    ]
}

/// [`l::COLONNES_NUMERISATION`] (docs/export-santorin.md).
#[must_use]
pub fn cellules_numerisation(c: &ConvoqueSantorin, jusqu_au: NaiveDate) -> [String; 15] {
    [
        c.reference(),
        c.session.clone(),
        c.examen.clone(),
        c.annee.to_string(),
        c.mission.to_string(),
        c.type_mission.code().to_owned(),
        c.centre.to_string(),
        c.matricule.clone(),
        c.nom.clone(),
        c.prenom.clone(),
        c.mel.clone(),
        c.etablissement
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        c.premier_jour.to_string(),
        c.dernier_jour.to_string(),
        jusqu_au.to_string(),
    ]
}

// --------------------------------------------------------------------- API

/// Why a call of the API is refused: the code of its type, its title, what to do.
#[cfg(feature = "ssr")]
#[must_use]
pub fn probleme(
    refus: &usecases::santorin::flux::RefusApi,
) -> (&'static str, &'static str, String) {
    use usecases::santorin::flux::RefusApi;
    let (code, titre, detail): (_, _, &str) = match refus {
        RefusApi::JetonAbsent => (
            "jeton-absent",
            "Jeton absent",
            "Envoyez le jeton du client dans l’en-tête Authorization\u{a0}: Bearer JETON.",
        ),
        RefusApi::JetonRefuse => (
            "jeton-refuse",
            "Jeton refusé",
            "Ce jeton est inconnu ou révoqué. Demandez-en un autre au rectorat.",
        ),
        RefusApi::JetonExpire => (
            "jeton-expire",
            "Jeton expiré",
            "Le dernier jour de ce jeton est passé. Demandez-en un autre au rectorat.",
        ),
        RefusApi::Portee => (
            "portee",
            "Liste non permise",
            "Ce jeton ne permet pas de lire cette liste. Demandez au rectorat un client dont la portée la comprend.",
        ),
        RefusApi::TropDAppels { attendre } => {
            return (
                "trop-d-appels",
                "Trop d’appels",
                format!("Réessayez dans {attendre}\u{a0}s, et lisez moins souvent."),
            );
        }
        RefusApi::Parametre(nom) => {
            return (
                "parametre",
                "Paramètre impossible",
                format!(
                    "Le paramètre «\u{a0}{nom}\u{a0}» est inconnu, répété ou impossible\u{a0}: voyez /api/santorin/v1/openapi.json."
                ),
            );
        }
        RefusApi::CurseurPerime => (
            "curseur-perime",
            "Curseur périmé",
            "Ce curseur vient d’une autre base, ou d’avant une restauration. Relisez la liste depuis le début, sans le paramètre «\u{a0}depuis\u{a0}», et remplacez tout ce que vous saviez.",
        ),
        RefusApi::Introuvable => (
            "introuvable",
            "Droit introuvable",
            "Aucune convocation de l’académie n’a donné ce droit sous cette référence.",
        ),
        RefusApi::Erreur(erreur) => return ("erreur", "Erreur", super::erreur(erreur)),
    };
    (code, titre, detail.to_owned())
}

/// An address of the API that leads nowhere.
#[must_use]
pub fn adresse_inconnue() -> (&'static str, &'static str, String) {
    (
        "adresse-inconnue",
        "Adresse inconnue",
        "Cette adresse n’existe pas\u{a0}: voyez /api/santorin/v1/openapi.json.".to_owned(),
    )
}

/// A method that the API does not know.
#[must_use]
pub fn methode_refusee() -> (&'static str, &'static str, String) {
    (
        "methode-refusee",
        "Méthode refusée",
        "Cette API se lit seulement\u{a0}: employez GET.".to_owned(),
    )
}

/// Labels.
pub mod l {
    #![allow(missing_docs, reason = "each constant is the label it holds")]

    pub const MENU_RECTORAT: &str = "Rectorat";
    pub const EXPORT: &str = "Export vers SANTORIN";
    pub const EXPORT_TEXTE: &str = "SANTORIN doit connaître les correcteurs et les chargés de numérisation convoqués. Ces fichiers donnent les accès ouverts aujourd’hui. Un client de l’API lit les mêmes, et leurs changements, sans que personne n’ait rien à envoyer.";
    pub const FICHIERS: &str = "Fichiers";
    pub const TELECHARGER_CORRECTEURS: &str = "Télécharger les correcteurs (CSV)";
    pub const TELECHARGER_NUMERISATION: &str = "Télécharger les chargés de numérisation (CSV)";
    pub const COLONNES: &str = "Colonnes des fichiers";
    pub const COL_COLONNE: &str = "Colonne";
    pub const COL_CONTENU: &str = "Contenu";
    pub const TOUTES_LES_ANNEES: &str = "Toutes les années";
    pub const LIEN_MONTRE: &str =
        "Les intervenants qui ont un accès voient un lien vers SANTORIN sur leurs convocations.";
    pub const LIEN_ABSENT: &str = "Aucune adresse de SANTORIN n’est réglée\u{a0}: les intervenants ne voient pas de lien. L’exploitant peut la donner (IMAGIN_SANTORIN_URL).";

    pub const CLIENTS: &str = "Clients de l’API";
    pub const CLIENTS_TEXTE: &str = "Un client est un programme, comme SANTORIN, qui lit par l’API les listes que vous lui permettez. Chacun a son jeton, que lui seul doit connaître.";
    pub const CLIENTS_VIDE: &str = "Aucun client n’a encore été créé.";
    pub const DOCUMENTATION: &str = "Description de l’API (OpenAPI)";
    pub const COL_NOM: &str = "Nom";
    pub const COL_JETON: &str = "Jeton";
    pub const COL_LISTES: &str = "Listes";
    pub const COL_ETAT: &str = "État";
    pub const COL_FIN: &str = "Dernier jour";
    pub const COL_VU: &str = "Dernier appel";
    pub const COL_CREE: &str = "Créé";
    pub const COL_WEBHOOK: &str = "Adresse d’appel";
    pub const COL_ACTION: &str = "Action";
    pub const JAMAIS: &str = "Jamais";
    pub const AUCUNE: &str = "Aucune";
    pub const CHANGER: &str = "Changer";
    pub const RENOUVELER: &str = "Renouveler le jeton";
    pub const NOUVELLE_FIN: &str = "Dernier jour du nouveau jeton";
    pub const RECOUVREMENT: &str = "Jours pendant lesquels l’ancien jeton sert encore";
    pub const CHANGER_ADRESSE: &str = "Changer l’adresse d’appel";
    pub const NOUVELLE_ADRESSE: &str = "Adresse à appeler (vide\u{a0}: aucune)";
    pub const SECRET_TITRE: &str = "Clé de signature des appels";
    pub const RENOUVELE_TITRE: &str = "Nouveau jeton";
    pub const REVOQUER: &str = "Révoquer";
    pub const REVOQUER_TEXTE: &str =
        "Son jeton ne servira plus, pour toujours. Le programme qui l’emploie sera refusé.";
    pub const REVOQUER_CONFIRMER: &str = "Révoquer définitivement";

    pub const NOUVEAU: &str = "Créer un client";
    pub const CHAMP_NOM: &str = "Nom du client";
    pub const CHAMP_NOM_INDICE: &str = "Par exemple\u{a0}: SANTORIN production.";
    pub const CHAMP_LISTES: &str = "Listes qu’il peut lire";
    pub const CHAMP_FIN: &str = "Dernier jour du jeton";
    pub const CHAMP_WEBHOOK: &str = "Adresse à appeler quand une liste change (facultative)";
    pub const CHAMP_WEBHOOK_INDICE: &str = "En https. L’appel dit seulement que quelque chose a changé\u{a0}: le programme lit ensuite la liste avec son jeton.";
    pub const CREER: &str = "Créer le client et montrer son jeton";

    pub const PERDUES: &str = "Appels abandonnés";
    pub const PERDUES_TEXTE: &str = "Ces appels n’ont pas abouti malgré plusieurs essais. Rien n’est perdu\u{a0}: le programme trouvera les changements à sa prochaine lecture. Une fois l’adresse rétablie, vous pouvez les renvoyer.";
    pub const PERDUES_VIDE: &str = "Aucun appel n’a été abandonné.";
    pub const COL_CLIENT: &str = "Client";
    pub const COL_DATE: &str = "Abandonné le";
    pub const COL_ESSAIS: &str = "Essais";
    pub const COL_RAISON: &str = "Dernier échec";
    pub const RENVOYER: &str = "Renvoyer";

    pub const JETON_TITRE: &str = "Jeton du nouveau client";
    pub const JETON_UNE_FOIS: &str = "Copiez-le maintenant\u{a0}: il n’est gardé nulle part et ne sera plus jamais montré. Remettez-le à la personne qui règle le programme, par un moyen sûr, et non par courriel.";
    pub const JETON: &str = "Jeton";
    pub const SECRET: &str = "Clé de signature des appels";
    pub const SECRET_TEXTE: &str = "Le programme vérifie avec cette clé que les appels viennent d’ici \u{a0}: la description de l’API dit comment.";
    pub const RETOUR: &str = "Revenir aux clients de l’API";

    pub const ACCEDER: &str = "Accéder à SANTORIN";

    /// What the columns of both files hold, as docs/export-santorin.md says it.
    pub const COLONNES_DITES: [(&str, &str); 18] = [
        (
            "reference",
            "Mission et convocation, comme sur la lettre\u{a0}: 172278-42",
        ),
        ("session_code", "Code de la session d’examen"),
        ("examen", "Code de l’examen"),
        ("annee", "Année de la session"),
        ("mission", "Numéro de la mission"),
        (
            "type_mission",
            "COEC (correction), PRECE (compétences expérimentales) ou SSCAN (numérisation)",
        ),
        (
            "epreuve_code",
            "Code de l’épreuve-option\u{202f}; correcteurs seulement",
        ),
        (
            "epreuve_libelle",
            "Son libellé\u{202f}; correcteurs seulement",
        ),
        ("centre_uai", "UAI du centre d’examen"),
        ("matricule", "Matricule de la personne"),
        ("nom", "Son nom"),
        ("prenom", "Son prénom"),
        (
            "mel",
            "Son adresse professionnelle, ou vide\u{202f}; jamais la personnelle",
        ),
        (
            "etablissement_uai",
            "UAI de l’établissement où elle exerce, ou vide",
        ),
        (
            "qualite",
            "correcteur, correcteur_suppleant, referent_correction, coordinateur ou coordinateur_adjoint\u{202f}; correcteurs seulement",
        ),
        (
            "premier_jour",
            "Premier jour de la convocation\u{a0}: 2021-02-01",
        ),
        ("dernier_jour", "Son dernier jour"),
        ("acces_jusqu_au", "Dernier jour de l’accès, inclus"),
    ];
    /// Of the file of correcteurs.
    pub const COLONNES_CORRECTEURS: [&str; 18] = [
        "reference",
        "session_code",
        "examen",
        "annee",
        "mission",
        "type_mission",
        "epreuve_code",
        "epreuve_libelle",
        "centre_uai",
        "matricule",
        "nom",
        "prenom",
        "mel",
        "etablissement_uai",
        "qualite",
        "premier_jour",
        "dernier_jour",
        "acces_jusqu_au",
    ];
    /// Of the file of chargés de numérisation.
    pub const COLONNES_NUMERISATION: [&str; 15] = [
        "reference",
        "session_code",
        "examen",
        "annee",
        "mission",
        "type_mission",
        "centre_uai",
        "matricule",
        "nom",
        "prenom",
        "mel",
        "etablissement_uai",
        "premier_jour",
        "dernier_jour",
        "acces_jusqu_au",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chaque_colonne_est_dite() {
        assert_eq!(
            l::COLONNES_DITES.map(|(nom, _)| nom),
            l::COLONNES_CORRECTEURS
        );
        for colonne in l::COLONNES_NUMERISATION {
            let dite = l::COLONNES_DITES.iter().find(|(nom, _)| *nom == colonne);
            assert!(dite.is_some_and(|(_, contenu)| !contenu.contains("correcteurs seulement")));
        }
    }

    #[test]
    fn ce_qui_est_dit() {
        assert_eq!(
            duree(30)
                .split(". ")
                .next()
                .unwrap()
                .split("faite, ")
                .last(),
            Some("jusqu’à 30\u{a0}jours après son dernier jour")
        );
        let resume = ResumeSantorin {
            correcteurs: 12,
            correcteurs_sans_mel: 2,
            ..ResumeSantorin::default()
        };
        assert_eq!(
            contenu_du_fichier(&resume, DroitSantorin::Correction),
            "12\u{a0}droits ouverts, dont 2 sans adresse de courriel professionnelle."
        );
        assert_eq!(
            contenu_du_fichier(&resume, DroitSantorin::Numerisation),
            "0\u{a0}droit ouvert."
        );
    }
}
