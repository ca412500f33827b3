//! Every sentence of the command line, in French; those it shares with the screens
//! are in `app::messages`.
//!
//! Spaces are plain ones here: the output is read in a terminal, copied and searched.

use super::retours::Bilan;
use crate::openid::Panne as PanneOpenId;
use crate::openid::http::ErreurHttp;
use crate::reglages::ReglageErreur;
use app::messages::{self, nombre};
use core::cmp::Ordering;
use core::fmt::Display;
use core::net::SocketAddr;
use domain::{
    APurger, EtatClient, GenreConserve, ImportErreur, LigneAPurger, Moment, Role, UaiErreur,
    jour_court,
};
use mail::retour::Illisible;
use mail::{EchecEnvoi, TransportErreur, UrlErreur};
use std::io;
use std::path::Path;
use store::Moteur;
use store::clients_api::Client;
use usecases::comptes::{CompteDecrit, CompteErreur};
use usecases::demonstration::Chargement;
use usecases::doctor::{Constat, Niveau};
use usecases::retours::Motif;
use usecases::santorin::clients::{Cree, Renouvele};
use usecases::sceaux::{Ecart, Verification};

// ------------------------------------------------------------------------ helps

pub(super) const A_PROPOS: &str = "Imagin : convoquer les enseignants aux missions d’examen.";
pub(super) const REGLAGES: &str = "\
Sans commande, Imagin démarre le service.

Réglages, par variables d’environnement :
  IMAGIN_DATA_DIR       dossier des données (data)
  IMAGIN_DATABASE_URL   sqlite://CHEMIN ou postgres://UTILISATEUR:MOT_DE_PASSE@HOTE/BASE
  IMAGIN_LISTEN         adresse et port d’écoute (127.0.0.1:3000)
  IMAGIN_PUBLIC_URL     adresse publique du service
  IMAGIN_MAIL_URL       dir:DOSSIER, smtp://… ou smtps://…
  IMAGIN_MAIL_FROM      adresse d’expédition ; IMAGIN_MAIL_FROM_NAME : le nom affiché
  IMAGIN_MAIL_RETURN    adresse où reviennent les courriels non remis (imagin retours)
  IMAGIN_SEND_DELAY     secondes pour annuler un envoi groupé avant qu’il ne parte (30)
  IMAGIN_REMINDER_DAYS  jours avant de relancer qui n’a pas répondu ; 0 : jamais de soi-même (0)
  IMAGIN_SANTORIN_URL   adresse de SANTORIN montrée aux intervenants (aucune)
  IMAGIN_SANTORIN_DAYS  jours d’accès à SANTORIN après la convocation (30)
  IMAGIN_IMPORT_MAX     mégaoctets du plus gros fichier que la page Nouvel import accepte (64)
  IMAGIN_API_RATE       appels d’un client de l’API par minute (120)
  IMAGIN_WEBHOOK_PRIVATE  1 : les appels sortants peuvent aller sur un réseau privé
  IMAGIN_OIDC_ISSUER    fournisseur d’identité OpenID Connect (aucun), et IMAGIN_OIDC_…
  IMAGIN_CONSERVATION_… jours de conservation, genre par genre (imagin purge --help)
  IMAGIN_SECOND_FACTEUR  facultatif, ou exige : un code est demandé aux gestionnaires et
                        aux administrateurs après leur mot de passe (facultatif)
  IMAGIN_SECOND_FACTEUR_CLE  clé qui chiffre leurs secrets, gardée hors de la base (aucune)
  IMAGIN_CLIENT_IP_HEADER  en-tête du mandataire qui donne l’adresse du visiteur (aucun)
  IMAGIN_LOG            ce qui est journalisé (info)
  IMAGIN_DEMO           1 : comptes de démonstration affichés à la connexion
  IMAGIN_CONFIG         fichier TOML avec les mêmes réglages";
pub(super) const SERVE: &str = "Démarre le service";
pub(super) const MIGRATE: &str = "Met à jour le schéma de la base de données";
pub(super) const DEMO: &str = "Charge l’académie de démonstration dans une base vide";
pub(super) const IMPORT: &str = "Importe un fichier (docs/formats-import.md)";
pub(super) const IMPORT_CODES: &str = "\
Plusieurs fichiers font un import chacun, l’un après l’autre ; celui qui est refusé laisse les
autres. Code de retour : 0 si toutes les lignes sont bonnes, 2 si des lignes ou des fichiers sont
refusés (les autres sont importés), 1 si rien n’est importé.";
pub(super) const COMPTES: &str = "Gère les comptes de connexion";
pub(super) const RETOURS: &str =
    "Lit les avis de non-remise et note les courriels revenus (docs/exploitation.md)";
pub(super) const RETOURS_CODES: &str = "\
Code de retour : 0 si tout est traité, 2 si des messages, nommés, sont laissés en place,
1 si la lecture s’est arrêtée. Relire les mêmes messages ne change rien.";
pub(super) const RETOURS_SOURCE: &str =
    "Dossier maildir, fichier mbox ou .eml ; « - » lit un message sur l’entrée standard";
pub(super) const RETOURS_DRY_RUN: &str = "Essaie sans rien enregistrer ni déplacer";
pub(super) const PURGE: &str =
    "Supprime ce qui a dépassé sa durée de conservation (docs/exploitation.md)";
pub(super) const PURGE_DELAIS: &str = "\
Les durées, en jours, se règlent par IMAGIN_CONSERVATION_PISTE, _CONVOCATIONS, _ACCUSES,
_COURRIELS, _MESSAGES, _SELECTIONS, _INDISPONIBILITES, _BROUILLONS, _APPELS, _SESSIONS,
_TENTATIVES, _REQUETES, _COURRIELS_SERVICE, _ADRESSES, _INVITATIONS et _IMPORTS, ou dans
[conservation] du fichier TOML. Une académie peut avoir les siennes (page Paramètres) : elles
passent avant.

Code de retour : 0 si tout ce qui devait partir est parti, 2 si un lot de la piste, qui ne
correspond plus à son sceau, est gardé, 1 si la purge s’est arrêtée. La relancer reprend
où elle en était.";
pub(super) const PURGE_DRY_RUN: &str = "Dit ce qui partirait sans rien supprimer";
pub(super) const PURGE_LISTE: &str =
    "Avec --dry-run : écrit dans ce fichier CSV chaque chose qui partirait";
pub(super) const DOCTOR_SCEAU: &str =
    "Vérifie qu’un sceau de la piste, noté plus tôt, est toujours là (12 chiffres au moins)";
pub(super) const DOCTOR: &str = "Vérifie l’installation et dit ce qui ne va pas";
pub(super) const ANNULER_TOUT: &str =
    "Défait toutes les migrations : TOUTES LES DONNÉES SONT PERDUES (avec --oui)";
pub(super) const OUI: &str = "Confirme --annuler-tout";
pub(super) const DEMO_INTERVENANTS: &str = "Nombre d’intervenants (3000)";
pub(super) const SI_VIDE: &str = "Ne fait rien, sans erreur, si la base contient déjà une académie";
pub(super) const IMPORT_ETABLISSEMENTS: &str =
    "Établissements, depuis l’annuaire de l’éducation en données ouvertes";
pub(super) const IMPORT_INTERVENANTS: &str = "Intervenants d’une académie";
pub(super) const IMPORT_MISSIONS: &str = "Missions d’une académie";
pub(super) const IMPORT_INDISPONIBILITES: &str = "Indisponibilités de personnes déjà connues";
pub(super) const IMPORT_COMPETENCES: &str = "Compétences de personnes déjà connues";
pub(super) const IMPORT_STS: &str =
    "Importe les enseignants d’un établissement exportés de STS-WEB (emp_STS_….xml)";
pub(super) const IMPORT_STS_ETABLISSEMENT: &str =
    "Refuse le fichier d’un autre établissement que celui de ce numéro";
pub(super) const IMPORT_FICHIER: &str =
    "Fichier CSV (XML pour sts), ou plusieurs ; « - » lit l’entrée standard";
pub(super) const IMPORT_ACADEMIE: &str = "Code de l’académie (par exemple 16)";
pub(super) const DRY_RUN: &str = "Essaie sans rien enregistrer";
pub(super) const RAPPORT: &str = "Écrit toutes les lignes refusées dans ce fichier CSV";
pub(super) const MODELE: &str = "Affiche un fichier d’exemple à compléter";
pub(super) const COMPTES_CREER: &str = "Crée un compte";
pub(super) const COMPTES_ROLES: &str = "\
Rôles :
  chef_etablissement  chef d’établissement (avec --uai)
  secretaire          secrétariat, par délégation (avec --uai)
  chef_centre         chef de centre d’examen (avec --uai)
  gestionnaire        gestionnaire IMAGIN du rectorat
  administrateur      administrateur IMAGIN
  intervenant         intervenant (avec --matricule)

Le mot de passe est demandé, ou lu sur l’entrée standard.";
pub(super) const COMPTES_REINITIALISER: &str =
    "Donne un nouveau mot de passe à un compte, et le rouvre s’il est fermé";
pub(super) const COMPTES_LISTER: &str = "Liste les comptes";
pub(super) const COMPTES_FERMER: &str = "Ferme un compte et ses sessions";
pub(super) const COMPTES_INVITER: &str =
    "Ouvre un compte à chaque personne convoquée qui n’en a pas et a une adresse";
pub(super) const COMPTES_INVITER_SUITE: &str = "\
Le service en marche ouvre ces comptes par lots et envoie à chacun le lien pour choisir un mot
de passe ; l’avancement est dans « Intervenants », « Ouvrir des comptes ».";
pub(super) const INVITER_CONVOQUES: &str = "Les personnes convoquées";
pub(super) const INVITER_SESSION: &str =
    "Celles d’une mission de la session de cette année (toutes par défaut)";
pub(super) const INVITER_A_BLANC: &str = "Dit combien de comptes s’ouvriraient, sans rien demander";
pub(super) const INVITER_QUI: &str =
    "Précisez à qui ouvrir un compte : --convoques, pour les personnes convoquées.";
pub(super) const COMPTES_SECOND_FACTEUR: &str =
    "Retire le second facteur d’un compte qui ne peut plus s’en servir, et ferme ses sessions";
pub(super) const JETONS: &str = "Gère les clients de l’API (docs/export-santorin.md)";
pub(super) const JETONS_CREER: &str = "Crée un client et affiche son jeton, une seule fois";
pub(super) const JETONS_PORTEES: &str = "\
Listes :
  correcteurs   droits de correction
  numerisation  droits de numérisation";
pub(super) const JETONS_LISTER: &str = "Liste les clients, sans leur jeton";
pub(super) const JETONS_RENOUVELER: &str =
    "Donne un autre jeton à un client et l’affiche, une seule fois";
pub(super) const JETONS_RENOUVELER_SUITE: &str = "\
Deux jetons servent au plus : renouveler encore arrête aussitôt celui d’avant l’ancien.";
pub(super) const JETONS_REVOQUER: &str = "Révoque un client : son jeton ne sert plus";
pub(super) const JETON_NOM: &str = "Nom du client";
pub(super) const JETON_PORTEE: &str = "Liste qu’il peut lire ; peut être répété";
pub(super) const JETON_JOURS: &str = "Durée du jeton, en jours (365)";
pub(super) const JETON_RECOUVREMENT: &str =
    "Jours pendant lesquels l’ancien jeton sert encore, de 0 à 30 (7)";
pub(super) const JETON_WEBHOOK: &str = "Adresse https à appeler quand une liste change";
pub(super) const JETON_NUMERO: &str = "Numéro du client, donné par « imagin jetons lister »";
pub(super) const LISTE_INCONNUE: &str = "liste inconnue";
pub(super) const IDENTIFIANT: &str = "Identifiant de connexion";
pub(super) const NOM: &str = "Nom affiché";
pub(super) const ROLE: &str = "Rôle ; peut être répété";
pub(super) const UAI: &str = "UAI de l’établissement, pour les rôles qui en demandent un";
pub(super) const MATRICULE: &str = "Matricule de l’intervenant, pour ce rôle";
pub(super) const MEL: &str = "Adresse de courriel, pour les copies";
pub(super) const COMPTE_ACADEMIE: &str = "Code de l’académie, s’il y en a plusieurs";
pub(super) const LISTER_ACADEMIE: &str = "Code de l’académie (toutes par défaut)";
pub(super) const GENERER: &str = "Tire un mot de passe au hasard et l’affiche une fois";
pub(super) const AIDE: &str = "Affiche cette aide";
pub(super) const VERSION: &str = "Affiche la version";
pub(super) const NOM_COMMANDE: &str = "COMMANDE";
pub(super) const ROLE_INCONNU: &str = "rôle inconnu";

/// The layout of a help, in clap's words between braces.
pub(super) fn gabarit(sous_commandes: bool, arguments: bool) -> String {
    let mut gabarit = String::from("{about}\n\nUtilisation : {usage}\n");
    if sous_commandes {
        gabarit.push_str("\nCommandes :\n{subcommands}\n");
    }
    if arguments {
        gabarit.push_str("\nArguments :\n{positionals}\n");
    }
    gabarit.push_str("\nOptions :\n{options}{after-help}\n");
    gabarit
}

// ------------------------------------------------------------- what was mistyped

const VOIR_AIDE: &str = "« imagin --help » donne l’aide.";

fn suggestion(proches: &[String]) -> String {
    if proches.is_empty() {
        return String::new();
    }
    let cites: Vec<String> = proches.iter().map(|p| format!("« {p} »")).collect();
    format!(" Vouliez-vous dire {} ?", cites.join(" ou "))
}

pub(super) fn commande_inconnue(lue: &str, proches: &[String]) -> String {
    format!(
        "Commande inconnue : « {lue} ».{} {VOIR_AIDE}",
        suggestion(proches)
    )
}

pub(super) fn sous_commande_manquante(connues: &[String]) -> String {
    format!("Précisez la commande : {}.", connues.join(", "))
}

pub(super) fn option_inconnue(lue: &str, proches: &[String]) -> String {
    format!(
        "Option inconnue : « {lue} ».{} {VOIR_AIDE}",
        suggestion(proches)
    )
}

pub(super) fn valeur_impossible(argument: &str, valeur: &str, permises: &[String]) -> String {
    let debut = if valeur.is_empty() {
        format!("{argument} attend une valeur.")
    } else {
        format!("« {valeur} » ne convient pas pour {argument}.")
    };
    if permises.is_empty() {
        debut
    } else {
        format!("{debut} Valeurs possibles : {}.", permises.join(", "))
    }
}

pub(super) fn arguments_manquants(lesquels: &[String]) -> String {
    // « <FICHIER>... » may be repeated: its dots would run into the full stop.
    let noms: Vec<&str> = lesquels.iter().map(|l| l.trim_end_matches("...")).collect();
    format!("Il manque : {}. {VOIR_AIDE}", noms.join(", "))
}

pub(super) fn arguments_incompatibles(un: &str, autres: &[String]) -> String {
    format!("{un} ne va pas avec {}.", autres.join(", "))
}

pub(super) fn commande_illisible(detail: &str) -> String {
    format!(
        "La commande n’a pas été comprise ({}). {VOIR_AIDE}",
        detail.trim()
    )
}

// -------------------------------------------------------------------- beginning

pub(super) fn reglage(erreur: &ReglageErreur) -> String {
    format!(
        "Réglage {} : {}.",
        erreur.nom,
        erreur.raison.trim_end_matches('.')
    )
}

pub(super) fn demarrage_impossible(erreur: &io::Error) -> String {
    format!("Le programme n’a pas pu démarrer : {erreur}.")
}

pub(super) fn journal_illisible(filtre: &str, erreur: &dyn Display) -> String {
    format!("Réglage IMAGIN_LOG : « {filtre} » n’est pas un filtre ({erreur}).")
}

pub(super) fn journal_impossible(erreur: &dyn Display) -> String {
    format!("Le journal n’a pas pu être ouvert : {erreur}.")
}

pub(super) fn dossier_impossible(dossier: &Path, erreur: &io::Error) -> String {
    format!(
        "Le dossier « {} » ne peut pas être créé : {}. Choisissez-en un autre avec IMAGIN_DATA_DIR.",
        dossier.display(),
        systeme(erreur)
    )
}

pub(super) fn base_injoignable(detail: &str) -> String {
    format!("La base de données ne peut pas être ouverte ({detail}). Vérifiez IMAGIN_DATABASE_URL.")
}

pub(super) fn base_sans_reponse() -> String {
    "La base de données ne peut pas être ouverte : elle ne répond pas, ou un autre programme la garde. Vérifiez qu’elle est démarrée, puis IMAGIN_DATABASE_URL."
        .to_owned()
}

pub(super) fn schema_inconnu(detail: &str) -> String {
    format!(
        "Le schéma de la base n’est pas celui de cette version ({detail}). Elle a sans doute été mise à jour par une version plus récente d’Imagin."
    )
}

pub(super) fn migration_impossible(detail: &str) -> String {
    format!("Le schéma de la base n’a pas pu être mis à jour : rien n’a changé ({detail}).")
}

pub(super) fn polices_illisibles(detail: &str) -> String {
    format!("Les polices des lettres n’ont pas pu être lues ({detail}).")
}

pub(super) fn courriel_impossible(detail: &str) -> String {
    format!(
        "Réglages IMAGIN_MAIL_… : l’expéditeur ou l’adresse du service ne convient pas ({detail})."
    )
}

pub(super) fn url_courriel(erreur: &UrlErreur) -> String {
    let raison = match erreur {
        UrlErreur::Vide | UrlErreur::SchemaInconnu => {
            "attendu dir:DOSSIER, smtp://HOTE ou smtps://HOTE".to_owned()
        }
        UrlErreur::CheminInvalide => "le dossier après « dir: » manque ou ne convient pas".into(),
        UrlErreur::Illisible => "l’adresse n’a pas la forme smtp://HOTE:PORT".into(),
        UrlErreur::HoteInvalide => "le nom du serveur manque ou ne convient pas".into(),
        UrlErreur::PortInvalide => "le port doit être un nombre de 1 à 65535".into(),
        UrlErreur::IdentifiantsInvalides => {
            "il faut un nom et un mot de passe, les signes particuliers codés (%40 pour @)".into()
        }
        UrlErreur::CheminInattendu => "rien ne doit suivre le port, hors les paramètres".into(),
        UrlErreur::ParametreInconnu => {
            "paramètre inconnu ; les connus sont tls, connections et ca".into()
        }
        UrlErreur::ParametreInvalide { nom } => {
            format!("le paramètre « {nom} » est en double, ou sa valeur ne convient pas")
        }
        UrlErreur::MotDePasseExpose => {
            "avec un mot de passe, tls=opportunistic l’exposerait ; choisissez tls=required".into()
        }
    };
    format!("Réglage IMAGIN_MAIL_URL : {raison}.")
}

pub(super) fn transport(erreur: &TransportErreur) -> String {
    let raison = match erreur {
        TransportErreur::AutoritesIllisibles { detail } => {
            format!("le fichier de certificats (ca=) est illisible ({detail})")
        }
        TransportErreur::AutoritesVides => {
            "le fichier de certificats (ca=) n’en contient aucun".to_owned()
        }
        TransportErreur::NomEhloInvalide => {
            return "Réglage IMAGIN_PUBLIC_URL : son nom d’hôte ne peut pas être présenté au serveur de messagerie.".to_owned();
        }
        TransportErreur::Tls { detail } => format!("le chiffrement est impossible ({detail})"),
    };
    format!("Réglage IMAGIN_MAIL_URL : {raison}.")
}

pub(super) fn ecoute_impossible(adresse: &SocketAddr, erreur: &io::Error) -> String {
    let port = adresse.port();
    match erreur.kind() {
        io::ErrorKind::AddrInUse => format!(
            "Le port {port} est déjà utilisé : arrêtez l’autre programme, ou choisissez un autre port, par exemple IMAGIN_LISTEN={}:{}.",
            adresse.ip(),
            port.checked_add(10).unwrap_or(3000)
        ),
        io::ErrorKind::PermissionDenied => format!(
            "Le port {port} est réservé : choisissez un port au-dessus de 1023 avec IMAGIN_LISTEN."
        ),
        io::ErrorKind::AddrNotAvailable => format!(
            "L’adresse {} n’est pas celle de cette machine : corrigez IMAGIN_LISTEN.",
            adresse.ip()
        ),
        _ => format!("Impossible d’écouter sur {adresse} : {}.", systeme(erreur)),
    }
}

pub(super) const AUCUN_JETON: &str = "Aucun client de l’API.";

/// What is shown of a new client, once.
pub(super) fn jeton_cree(cree: &Cree) -> Vec<String> {
    let mut lignes = vec![
        format!(
            "Client {} « {} » créé, jusqu’au {} inclus.",
            cree.id,
            cree.client.nom,
            jour_court(cree.client.expire)
        ),
        format!("Jeton, à copier maintenant : {}", cree.jeton),
    ];
    if let Some(secret) = &cree.secret {
        lignes.push(format!("Clé de signature des appels : {secret}"));
    }
    lignes
}

pub(super) fn jeton_decrit(academie: &str, etat: EtatClient, client: &Client) -> String {
    format!(
        "{}  {}…  académie {academie}  {}  jusqu’au {}  {}  {}",
        client.id,
        client.indice,
        messages::santorin::etat(etat),
        jour_court(client.expire),
        messages::santorin::listes(&client.portees),
        client.nom
    )
}

pub(super) fn jeton_inconnu(numero: i64) -> String {
    format!("Aucun client n’a le numéro {numero} : « imagin jetons lister » les donne.")
}

/// What is shown of a renewed token, once.
pub(super) fn jeton_renouvele(neuf: &Renouvele) -> [String; 2] {
    [
        messages::santorin::jeton_renouvele(&neuf.nom, neuf.expire, neuf.ancien_jusquau),
        format!("Jeton, à copier maintenant : {}", neuf.jeton),
    ]
}

pub(super) fn jeton_hors_d_usage(numero: i64) -> String {
    format!(
        "Aucun client n’a le numéro {numero}, ou il est révoqué : « imagin jetons lister » le dit."
    )
}

pub(super) const JETON_CHANGE: &str = "Rien n’a été enregistré : quelqu’un a renouvelé ce jeton au même instant. « imagin jetons lister » montre le nouveau.";

pub(super) fn jeton_revoque(nom: &str) -> String {
    format!("Client « {nom} » révoqué : son jeton ne sert plus.")
}

pub(super) fn webhooks(detail: &str) -> String {
    format!("Les appels sortants n’ont pas pu être préparés ({detail}).")
}

pub(super) fn routeur(erreur: &dyn Display) -> String {
    format!("Réglage IMAGIN_PUBLIC_URL : l’adresse ne convient pas ({erreur}).")
}

pub(super) fn serveur_interrompu(erreur: &io::Error) -> String {
    format!("Le service s’est interrompu : {}.", systeme(erreur))
}

/// The system's usual refusals, in French.
fn systeme(erreur: &io::Error) -> String {
    match erreur.kind() {
        io::ErrorKind::NotFound => "il n’existe pas".to_owned(),
        io::ErrorKind::PermissionDenied => "l’accès est refusé".to_owned(),
        io::ErrorKind::IsADirectory => "c’est un dossier".to_owned(),
        io::ErrorKind::NotADirectory => "un élément du chemin n’est pas un dossier".to_owned(),
        io::ErrorKind::StorageFull => "le disque est plein".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "le disque est en lecture seule".to_owned(),
        _ => erreur.to_string(),
    }
}

// ---------------------------------------------------------------------- migrate

pub(super) const ANNULER_SANS_OUI: &str =
    "--annuler-tout efface TOUTES LES DONNÉES. Pour le confirmer, ajoutez --oui.";
pub(super) const TOUT_ANNULE: &str = "Toutes les migrations sont défaites : la base est vide.";

pub(super) fn migre(faites: usize, version: &str) -> String {
    match faites {
        0 => format!("La base est à jour ({version})."),
        n => format!(
            "{} : la base est à jour ({version}).",
            nombre(n, "migration appliquée", "migrations appliquées")
        ),
    }
}

// ------------------------------------------------------------------------- demo

pub(super) const DEMO_EN_COURS: &str = "Démonstration";
pub(super) const DEMO_BASE_OCCUPEE: &str =
    "La base contient déjà une académie : la démonstration ne se charge que dans une base vide.";

pub(super) fn demo_bornes(minimum: usize, maximum: usize) -> String {
    format!(
        "--intervenants doit être compris entre {} et {}.",
        messages::milliers(minimum),
        messages::milliers(maximum)
    )
}

pub(super) fn demo_chargee(c: &Chargement) -> String {
    format!(
        "Démonstration chargée ({}) : {}, {}, {}, {}.",
        c.academie,
        nombre(c.etablissements, "établissement", "établissements"),
        nombre(c.intervenants, "intervenant", "intervenants"),
        nombre(c.missions, "mission", "missions"),
        nombre(c.convocations, "convocation", "convocations")
    )
}

pub(super) fn demo_compte(identifiant: &str, libelle: &str) -> String {
    format!("  {identifiant:<22}{libelle}")
}

pub(super) fn demo_mot_de_passe(mot_de_passe: &str) -> String {
    format!("Mot de passe de ces comptes : {mot_de_passe}")
}

// ----------------------------------------------------------------------- import

pub(super) const IMPORT_EN_COURS: &str = "Import";
/// Layout of the progress bar, in indicatif's words.
pub(super) const BARRE: &str = "{msg} [{bar:40}] {percent:>3} %";
pub(super) const A_BLANC: &str = "Essai : rien n’a été enregistré.";
pub(super) const RAPPORT_ENTETE: [&str; 2] = ["ligne", "raison"];

/// Heads the column of the files, when there are several.
pub(super) const RAPPORT_FICHIER: &str = "fichier";

/// Of which of several files the next lines tell.
pub(super) fn import_de(fichier: &str) -> String {
    format!("{fichier} :")
}

/// What became of several files.
pub(super) fn import_bilan(fichiers: usize, rates: usize) -> String {
    let lus = nombre(fichiers, "fichier", "fichiers");
    if rates == 0 {
        return format!("{lus}, tous importés.");
    }
    format!(
        "{lus}, dont {} : rien n’en est importé, le reste l’est.",
        nombre(rates, "refusé", "refusés")
    )
}

pub(super) fn import_refuse(erreur: &ImportErreur) -> String {
    let phrase = messages::imports::erreur(erreur);
    match erreur {
        ImportErreur::AcademieAPreciser { .. } => format!("{phrase} (--academie CODE)"),
        _ => phrase,
    }
}

pub(super) fn fichier_illisible(fichier: &Path, erreur: &io::Error) -> String {
    format!(
        "Le fichier « {} » ne peut pas être lu : {}.",
        fichier.display(),
        systeme(erreur)
    )
}

pub(super) fn rapport_impossible(fichier: &Path, erreur: &dyn Display) -> String {
    format!(
        "Le rapport « {} » ne peut pas être écrit : {erreur}.",
        fichier.display()
    )
}

pub(super) fn encodage_lu(encodage: &str) -> String {
    format!("Le fichier a été lu en {encodage} : vérifiez quelques accents.")
}

pub(super) fn colonnes_ignorees(colonnes: &[String]) -> String {
    format!("Colonnes non lues : {}.", colonnes.join(", "))
}

pub(super) fn academies_creees(academies: &[String], a_blanc: bool) -> String {
    let verbe = if a_blanc { "à créer" } else { "créées" };
    format!("Académies {verbe} : {}.", academies.join(", "))
}

pub(super) fn ligne_refusee(ligne: u32, raison: &str) -> String {
    format!("  ligne {ligne} : {raison}")
}

pub(super) fn autres_refus(autres: usize, dans_le_rapport: bool) -> String {
    let suite = if dans_le_rapport {
        "toutes sont dans le rapport"
    } else {
        "--rapport FICHIER les donne toutes"
    };
    format!("  et {} ; {suite}.", nombre(autres, "autre", "autres"))
}

// ---------------------------------------------------------------------- retours

pub(super) const RETOURS_A_BLANC: &str = "Essai : rien n’a été enregistré ni déplacé.";
pub(super) const ENTREE_STANDARD: &str = "entrée standard";

pub(super) fn message_du_rang(rang: usize) -> String {
    format!("message n° {rang}")
}

pub(super) fn pas_un_maildir(dossier: &Path) -> String {
    format!(
        "« {} » n’est pas un dossier maildir : il y manque « cur » ou « new ».",
        dossier.display()
    )
}

pub(super) fn retours_bilan(bilan: &Bilan) -> String {
    let parties: Vec<String> = [
        (bilan.notes, "retour noté", "retours notés"),
        (bilan.deja_notes, "déjà noté", "déjà notés"),
        (bilan.retardes, "remise retardée", "remises retardées"),
        (bilan.remis, "remise annoncée", "remises annoncées"),
        (
            bilan.automatiques,
            "réponse automatique",
            "réponses automatiques",
        ),
        (bilan.laisses, "laissé en place", "laissés en place"),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(n, un, plusieurs)| nombre(n, un, plusieurs))
    .collect();
    if bilan.lus == 0 {
        return "Aucun message.".to_owned();
    }
    format!(
        "{} : {}.",
        nombre(bilan.lus, "message lu", "messages lus"),
        parties.join(", ")
    )
}

pub(super) fn message_laisse(nom: &str, raison: &str) -> String {
    format!("  {nom} : {raison}")
}

pub(super) fn autres_laisses(autres: usize) -> String {
    format!("  et {}.", nombre(autres, "autre", "autres"))
}

pub(super) fn message_illisible(erreur: &io::Error) -> String {
    format!("il ne peut pas être lu ({})", systeme(erreur))
}

pub(super) fn message_non_range(erreur: &io::Error) -> String {
    format!(
        "traité, mais il ne peut pas être rangé dans « traites » ({})",
        systeme(erreur)
    )
}

pub(super) const fn retour_laisse(motif: Motif) -> &'static str {
    match motif {
        Motif::Illisible(Illisible::SansEntete) => "ce n’est pas un courriel",
        Motif::Illisible(Illisible::PasUnRapport) => {
            "ce n’est ni un avis de non-remise ni une réponse automatique"
        }
        Motif::Illisible(Illisible::Incomplet) => {
            "cet avis ne dit pas ce que le courriel est devenu"
        }
        Motif::Illisible(Illisible::SansJeton) => "cet avis ne dit pas de quel courriel il parle",
        Motif::Etranger => "cet avis concerne le courriel d’un autre service",
        Motif::EnCours => "son courriel est en cours d’envoi : relancez la commande plus tard",
        Motif::PasParti => "son courriel n’est jamais parti",
    }
}

// ---------------------------------------------------------------------- comptes

pub(super) const SAISIE: &str = "Mot de passe : ";
pub(super) const SAISIE_ENCORE: &str = "Le même, encore une fois : ";
pub(super) const AUCUN_COMPTE: &str = "Aucun compte.";

pub(super) fn saisie_impossible(erreur: &io::Error) -> String {
    format!("Le mot de passe n’a pas pu être lu : {}.", systeme(erreur))
}

pub(super) fn compte_cree(identifiant: &str) -> String {
    format!("Compte « {identifiant} » créé.")
}

pub(super) fn compte_reinitialise(identifiant: &str) -> String {
    format!("Le compte « {identifiant} » a un nouveau mot de passe ; ses sessions sont fermées.")
}

pub(super) fn compte_ferme(identifiant: &str) -> String {
    format!("Compte « {identifiant} » fermé, ainsi que ses sessions.")
}

pub(super) fn invites(a_ouvrir: u32, sans_adresse: u32, a_blanc: bool) -> String {
    let quoi = nombre(a_ouvrir as usize, "compte à ouvrir", "comptes à ouvrir");
    let sans = nombre(
        sans_adresse as usize,
        "personne convoquée n’a ni compte ni adresse",
        "personnes convoquées n’ont ni compte ni adresse",
    );
    if a_blanc {
        format!("{quoi} ; {sans}. Rien n’a été demandé.")
    } else {
        format!("{quoi} : demande enregistrée, le service les ouvre par lots ; {sans}.")
    }
}

pub(super) fn second_facteur_retire(identifiant: &str) -> String {
    format!("Le compte « {identifiant} » n’a plus de second facteur ; ses sessions sont fermées.")
}

pub(super) fn mot_de_passe_genere(mot_de_passe: &str) -> String {
    format!("Mot de passe, affiché cette seule fois : {mot_de_passe}")
}

pub(super) fn compte_decrit(c: &CompteDecrit) -> String {
    let roles: Vec<String> = c
        .roles
        .iter()
        .map(|(role, etablissement)| match etablissement {
            Some(e) => format!("{}, {e}", role.libelle()),
            None => role.libelle().to_owned(),
        })
        .collect();
    let delegations = c.delegations.iter().map(|(d, etablissement)| {
        let dates = messages::comptes::dates(d.du, d.au);
        let role = d.attribution.role.libelle();
        match etablissement {
            Some(e) => format!("{role}, {e}, {dates}"),
            None => format!("{role}, {dates}"),
        }
    });
    let roles: Vec<String> = roles.into_iter().chain(delegations).collect();
    let ferme = if c.compte.actif { "" } else { " [fermé]" };
    format!(
        "{:<24} {}{ferme} ({})",
        c.compte.identifiant,
        c.compte.nom,
        roles.join(" ; ")
    )
}

pub(super) fn compte_erreur(erreur: &CompteErreur) -> String {
    match erreur {
        CompteErreur::IdentifiantInvalide => {
            "L’identifiant compte 1 à 60 lettres, chiffres, points, tirets, « _ » ou « @ ».".into()
        }
        CompteErreur::IdentifiantPris => "Cet identifiant est déjà pris.".into(),
        CompteErreur::NomInvalide => "Le nom est vide, trop long, ou contient un caractère de contrôle.".into(),
        CompteErreur::MelInvalide => "L’adresse de courriel ne convient pas.".into(),
        CompteErreur::SansRole => "Indiquez au moins un rôle avec --role.".into(),
        CompteErreur::RoleSansEtablissement(role) => {
            format!("Le rôle « {} » demande un établissement : ajoutez --uai.", role.libelle())
        }
        CompteErreur::RoleSansIntervenant => format!(
            "Le rôle « {} » demande la personne : ajoutez --matricule.",
            Role::Intervenant.libelle()
        ),
        CompteErreur::EtablissementInutile => {
            "--uai ne va qu’avec un rôle d’établissement (chef_etablissement, secretaire, chef_centre).".into()
        }
        CompteErreur::Uai(UaiErreur::Forme) => {
            "L’UAI compte sept chiffres et une lettre, par exemple 0310038Y.".into()
        }
        CompteErreur::Uai(UaiErreur::Cle { attendue }) => {
            format!("La lettre de l’UAI ne correspond pas au numéro ; la lettre attendue est {attendue}.")
        }
        CompteErreur::EtablissementInconnu(uai) => {
            format!("L’établissement {uai} n’existe pas dans l’académie.")
        }
        CompteErreur::IntervenantInconnu(matricule) => {
            format!("L’intervenant « {matricule} » n’existe pas dans l’académie.")
        }
        CompteErreur::AcademieInconnue(code) => format!("L’académie « {code} » n’existe pas."),
        CompteErreur::AcademieAPreciser(codes) => {
            format!("Plusieurs académies sont enregistrées ({}) : précisez --academie.", codes.join(", "))
        }
        CompteErreur::AucuneAcademie => {
            "Aucune académie n’est enregistrée : commencez par « imagin import etablissements ».".into()
        }
        CompteErreur::CompteInconnu => "Aucun compte ne porte cet identifiant.".into(),
        // Of the screens alone: said as they say it.
        autre => messages::comptes::erreur(autre),
    }
}

// ----------------------------------------------------------------------- doctor

pub(super) const TITRE_REGLAGES: &str = "Réglages";
pub(super) const TITRE_SECRETS: &str = "Secrets";
pub(super) const TITRE_OPENID: &str = "Fournisseur d’identité (OpenID Connect)";
pub(super) const TITRE_BASE: &str = "Base de données, horloge et comptes";
pub(super) const TITRE_COURRIEL: &str = "Courriel";
pub(super) const TITRE_DISQUE: &str = "Disque et fichiers";
pub(super) const DEMO_EXPOSEE: &str = "IMAGIN_DEMO affiche des comptes et leur mot de passe à tout visiteur : à réserver aux démonstrations.";

pub(super) const SECRETS_GARDES: &str =
    "Les autres comptes de la machine ne lisent ni les réglages, ni les courriels écrits.";
pub(super) const SECOND_FACTEUR_SANS_CLE: &str = "IMAGIN_SECOND_FACTEUR_CLE n’est pas réglée : une copie de la base suffit à calculer les codes des seconds facteurs. Posez-la avant le premier enrôlement, par exemple par « openssl rand -hex 32 ».";

pub(super) fn constat(niveau: Niveau, texte: &str) -> String {
    let signe = match niveau {
        Niveau::Bon => "bon      ",
        Niveau::Attention => "ATTENTION",
        Niveau::Mauvais => "MAUVAIS  ",
    };
    format!("  {signe}  {texte}")
}

pub(super) fn bilan(mauvais: usize, attention: usize) -> String {
    match (mauvais, attention) {
        (0, 0) => "Tout va bien.".to_owned(),
        (0, n) => format!(
            "Rien ne bloque ; {}.",
            nombre(n, "point à voir", "points à voir")
        ),
        (m, 0) => format!("{} à régler.", nombre(m, "problème", "problèmes")),
        (m, n) => format!(
            "{} à régler, {}.",
            nombre(m, "problème", "problèmes"),
            nombre(n, "autre point à voir", "autres points à voir")
        ),
    }
}

pub(super) fn url_publique(url: &str, https: bool, locale: bool) -> String {
    match (https, locale) {
        (true, _) => format!("Adresse publique : {url}"),
        (false, true) => format!("Adresse publique : {url} (cette machine seulement)"),
        (false, false) => format!(
            "Adresse publique : {url}. Sans https, les mots de passe passent en clair : placez un serveur mandataire https devant Imagin et corrigez IMAGIN_PUBLIC_URL."
        ),
    }
}

pub(super) fn ecoute(adresse: &SocketAddr) -> String {
    format!("Écoute : {adresse}")
}

pub(super) fn openid_bon(adresse: &str, retour: &str, sortie: &str) -> String {
    format!(
        "{adresse} répond. Il doit connaître deux adresses de ce service : {retour} (retour de connexion) et {sortie} (retour de déconnexion)."
    )
}

pub(super) fn openid_impossible(adresse: &str, detail: &str) -> String {
    format!("{adresse} ne peut pas être appelé ({detail}).")
}

pub(super) fn openid_panne(adresse: &str, panne: &PanneOpenId) -> String {
    let raison = match panne {
        PanneOpenId::Http(ErreurHttp::Injoignable) => {
            "aucune machine ne répond à cette adresse. Vérifiez IMAGIN_OIDC_ISSUER et le réseau.".to_owned()
        }
        PanneOpenId::Http(ErreurHttp::Chiffrement) => {
            "son certificat n’est pas reconnu par cette machine.".to_owned()
        }
        PanneOpenId::Http(ErreurHttp::Delai) => "il met trop de temps à répondre.".to_owned(),
        PanneOpenId::Http(ErreurHttp::Adresse) | PanneOpenId::Adresse => {
            "une des adresses qu’il publie manque, ou n’est pas en https.".to_owned()
        }
        PanneOpenId::Http(ErreurHttp::Reponse | ErreurHttp::TropGros) | PanneOpenId::Illisible => {
            "sa réponse ne se lit pas : ce n’est pas un fournisseur OpenID Connect, ou l’adresse n’est pas la bonne.".to_owned()
        }
        PanneOpenId::Statut(statut) => format!(
            "il répond {statut} à /.well-known/openid-configuration : vérifiez le chemin de IMAGIN_OIDC_ISSUER."
        ),
        PanneOpenId::Emetteur => {
            "il se donne un autre nom : IMAGIN_OIDC_ISSUER doit être exactement son « issuer ».".to_owned()
        }
        PanneOpenId::SansCle => "il ne publie aucune clé de signature.".to_owned(),
    };
    format!("{adresse} : {raison} On ne se connecte que par mot de passe.")
}

pub(super) fn expediteur_exemple(adresse: &str) -> String {
    format!(
        "{adresse} est une adresse d’exemple que les serveurs refusent : réglez IMAGIN_MAIL_FROM."
    )
}

pub(super) fn base_absente(fichier: &Path) -> String {
    format!(
        "{} n’existe pas encore : le premier démarrage la crée.",
        fichier.display()
    )
}

#[cfg(unix)]
pub(super) fn lisible_par_tous(lieu: &Path) -> String {
    format!(
        "{0} peut être lu par tous les comptes de la machine : chmod o-rwx {0}",
        lieu.display()
    )
}

pub(super) fn constat_de(constat: &Constat) -> String {
    match constat {
        Constat::BaseJoignable(Moteur::Sqlite) => "La base SQLite répond.".into(),
        Constat::BaseJoignable(Moteur::Postgres) => "Le serveur PostgreSQL répond.".into(),
        Constat::BaseInjoignable { detail } => format!("La base ne répond pas ({detail})."),
        Constat::SchemaAJour { version } => format!("Le schéma est à jour ({version})."),
        Constat::SchemaIncomplet { en_attente } => format!(
            "{} : le prochain démarrage les applique, ou « imagin migrate ».",
            nombre(*en_attente, "migration en attente", "migrations en attente")
        ),
        Constat::SchemaInconnu { detail } => schema_inconnu(detail),
        Constat::EcriturePossible => "L’écriture est possible.".into(),
        Constat::EcritureImpossible { detail } => format!("L’écriture est impossible ({detail})."),
        Constat::BaseAbimee { detail } => {
            format!("Le fichier de la base est abîmé ({detail}) : restaurez une sauvegarde.")
        }
        Constat::SansClesEtrangeres => {
            "Les liens entre données ne sont pas vérifiés (foreign_keys) : SQLite a été compilé sans.".into()
        }
        Constat::SansWal => {
            "Le journal n’est pas en mode WAL, sans doute à cause d’un disque réseau : le service sera lent.".into()
        }
        Constat::HorlogeBonne(m) => format!("Horloge : {} (UTC).", moment(*m)),
        Constat::HorlogeFausse(m) => {
            format!("L’horloge indique {} (UTC), avant l’existence de ce programme : réglez-la.", moment(*m))
        }
        Constat::HorlogeEnRetard { maintenant, dernier } => format!(
            "L’horloge indique {} (UTC), mais la base connaît déjà le {} : réglez-la.",
            moment(*maintenant),
            moment(*dernier)
        ),
        Constat::CourrielBon => "Les courriels peuvent partir.".into(),
        Constat::CourrielMauvais(echec) => courriel_mauvais(echec),
        Constat::AucunCompte => {
            "Aucun compte n’est ouvert, personne ne peut se connecter : « imagin comptes creer ».".into()
        }
        Constat::Comptes { ouverts } => {
            format!("{}.", nombre(*ouverts, "compte ouvert", "comptes ouverts"))
        }
        Constat::ComptesDeDemonstration { identifiants, expose } => {
            let liste = identifiants.join(", ");
            if *expose {
                format!("Les comptes {liste} ont le mot de passe public de la démonstration : fermez-les (« imagin comptes fermer »).")
            } else {
                format!("Comptes de démonstration : {liste}.")
            }
        }
        Constat::AdministrateursSansSecondFacteur { identifiants } => format!(
            "Administrateurs dont un mot de passe suffit à ouvrir le compte : {}. Chacun peut mettre en place un second facteur dans « Mon compte » ; IMAGIN_SECOND_FACTEUR=exige l’impose.",
            identifiants.join(", ")
        ),
        Constat::PisteIntacte(v) => piste_intacte(v),
        Constat::PisteNonScellee { lignes, depuis } => format!(
            "Piste d’audit : {} depuis le {} (UTC) ; le service ne tourne-t-il plus ?",
            nombre(
                usize::try_from(*lignes).unwrap_or(usize::MAX),
                "ligne attend son sceau",
                "lignes attendent leur sceau"
            ),
            moment(*depuis)
        ),
        Constat::PisteAlteree(e) => ecart(e),
        Constat::PisteAltereeEncore { autres } => format!(
            "Piste d’audit : {}.",
            nombre(*autres, "autre écart", "autres écarts")
        ),
        Constat::SceauRetrouve { numero } => {
            format!("Le sceau donné est bien celui du lot n° {numero} de la piste.")
        }
        Constat::SceauPerdu => "Le sceau donné n’est pas dans la piste : elle a été réécrite, ou l’empreinte est mal recopiée (12 chiffres hexadécimaux au moins).".into(),
        Constat::PurgeDue { nombre: n } => format!(
            "{} : « imagin purge --dry-run » les montre.",
            nombre(
                usize::try_from(*n).unwrap_or(usize::MAX),
                "élément a dépassé sa durée de conservation",
                "éléments ont dépassé leur durée de conservation"
            )
        ),
    }
}

fn piste_intacte(v: &Verification) -> String {
    let scellees = nombre(
        usize::try_from(v.lignes).unwrap_or(usize::MAX),
        "ligne scellée",
        "lignes scellées",
    );
    let mut texte = match &v.dernier {
        None => "Piste d’audit : rien n’est encore scellé.".to_owned(),
        Some(s) => format!(
            "Piste d’audit intacte : {scellees}, {} ; dernier sceau n° {} du {} (UTC), {}.",
            nombre(
                usize::try_from(v.sceaux).unwrap_or(usize::MAX),
                "sceau",
                "sceaux"
            ),
            s.numero,
            moment(s.scelle_le),
            s.empreinte
        ),
    };
    if v.purges > 0 {
        texte.push_str(&format!(
            " {} par la purge.",
            nombre(
                usize::try_from(v.purges).unwrap_or(usize::MAX),
                "lot vidé",
                "lots vidés"
            )
        ));
    }
    if v.attente.attendues > 0 {
        texte.push_str(&format!(
            " {} : le service scelle toutes les cinq minutes.",
            nombre(
                usize::try_from(v.attente.attendues).unwrap_or(usize::MAX),
                "ligne attend son sceau",
                "lignes attendent leur sceau"
            )
        ));
    }
    texte
}

fn ecart(e: &Ecart) -> String {
    const SUITE: &str = "Gardez la base en l’état et comparez-la à une sauvegarde.";
    match e {
        Ecart::Lignes { sceau, trouvees } => {
            let quoi = match trouvees.cmp(&sceau.nombre) {
                Ordering::Less => format!(
                    "{} : {}",
                    nombre(
                        entier(sceau.nombre - trouvees),
                        "ligne manque",
                        "lignes manquent"
                    ),
                    "supprimées hors de la purge"
                ),
                Ordering::Greater => format!(
                    "{} : {}",
                    nombre(
                        entier(trouvees - sceau.nombre),
                        "ligne de trop",
                        "lignes de trop"
                    ),
                    "ajoutées après coup"
                ),
                Ordering::Equal => "une ligne au moins a été modifiée".to_owned(),
            };
            format!(
                "Piste d’audit : le lot n° {} (lignes {} à {}, scellé le {} UTC) ne correspond pas à son sceau ; {quoi}. {SUITE}",
                sceau.numero,
                sceau.premier,
                sceau.dernier,
                moment(sceau.scelle_le)
            )
        }
        Ecart::Sceau { numero } => {
            format!("Piste d’audit : le sceau n° {numero} a lui-même été modifié. {SUITE}")
        }
        Ecart::Chaine { numero } => format!(
            "Piste d’audit : le sceau n° {numero} ne suit pas le précédent ; des sceaux ont été supprimés ou remplacés. {SUITE}"
        ),
        Ecart::PurgeTropTot { sceau } => format!(
            "Piste d’audit : le lot n° {} (lignes {} à {}) est dit purgé, alors que ses lignes, jusqu’au {} (UTC), étaient trop récentes. {SUITE}",
            sceau.numero,
            sceau.premier,
            sceau.dernier,
            moment(sceau.recent)
        ),
        Ecart::LignesDePurge { numero, trouvees } => format!(
            "Piste d’audit : {} dans le lot n° {numero}, dont tout était parti. {SUITE}",
            nombre(entier(*trouvees), "ligne ajoutée", "lignes ajoutées")
        ),
        Ecart::Etrangeres { nombre: n } => format!(
            "Piste d’audit : {} sous un numéro que la base ne donne pas. {SUITE}",
            nombre(
                usize::try_from(*n).unwrap_or(usize::MAX),
                "ligne ajoutée",
                "lignes ajoutées"
            )
        ),
    }
}

fn entier(n: i64) -> usize {
    usize::try_from(n).unwrap_or_default()
}

const fn genre_conserve(genre: GenreConserve) -> &'static str {
    match genre {
        GenreConserve::Piste => "Lignes de la piste d’audit",
        GenreConserve::Convocations => "Convocations supprimées",
        GenreConserve::Accuses => "Textes d’empêchements",
        GenreConserve::Courriels => "Contenus de courriels",
        GenreConserve::Messages => "Lignes des zones Messages",
        GenreConserve::Selections => "Sélections de convocations",
        GenreConserve::Indisponibilites => "Indisponibilités supprimées",
        GenreConserve::Brouillons => "Brouillons de signature",
        GenreConserve::Appels => "Appels reçus par les clients de l’API",
        GenreConserve::Sessions => "Sessions terminées",
        GenreConserve::Tentatives => "Connexions manquées",
        GenreConserve::Imports => "Fichiers importés",
        GenreConserve::Requetes => "Clés de requêtes",
        GenreConserve::CourrielsService => "Courriels du service",
        GenreConserve::Adresses => "Changements d’adresse expirés",
        GenreConserve::Invitations => "Liens de choix de mot de passe expirés",
    }
}

pub(super) fn purge_partie(p: &APurger) -> String {
    let academie = p
        .academie
        .as_ref()
        .map_or_else(String::new, |a| format!(", {}", a.nom));
    let ancien = p.plus_ancien.map_or_else(String::new, |m| {
        format!(", la plus ancienne du {} (UTC)", moment(m))
    });
    let combien = messages::milliers(usize::try_from(p.nombre).unwrap_or(usize::MAX));
    let delai = match p.jours {
        0 => "aussitôt".to_owned(),
        n => nombre(n.into(), "jour", "jours"),
    };
    format!(
        "  {}{academie} : {combien}{ancien} (conservation : {delai})",
        genre_conserve(p.genre)
    )
}

/// The header of the list of what would go.
pub(super) const PURGE_ENTETE: [&str; 6] = [
    "genre",
    "académie",
    "référence",
    "nombre",
    "date (UTC)",
    "conservation (jours)",
];

/// A line of that list. References are keys and codes: no cell is taken for a formula but one
/// that lacks its beginning.
pub(super) fn purge_ligne(l: &LigneAPurger) -> [String; 6] {
    [
        genre_conserve(l.genre).to_owned(),
        l.academie
            .as_ref()
            .map_or("", |a| a.nom.as_str())
            .to_owned(),
        l.reference.clone(),
        l.nombre.to_string(),
        moment(l.date),
        l.jours.to_string(),
    ]
    .map(|cellule| domain::texte::cellule_sure(&cellule))
}

pub(super) fn purge_retenu(numero: i64) -> String {
    format!(
        "  Le lot n° {numero} de la piste ne correspond plus à son sceau : il est gardé. « imagin doctor » en dit plus."
    )
}

pub(super) fn purge_bilan(total: u64, a_blanc: bool) -> String {
    let n = usize::try_from(total).unwrap_or(usize::MAX);
    match (n, a_blanc) {
        (0, _) => "Rien n’a dépassé sa durée de conservation.".to_owned(),
        (n, true) => format!(
            "Essai : {}, rien n’a été supprimé.",
            nombre(n, "élément partirait", "éléments partiraient")
        ),
        (n, false) => format!("{}.", nombre(n, "élément supprimé", "éléments supprimés")),
    }
}

fn courriel_mauvais(echec: &EchecEnvoi) -> String {
    let raison = messages::raison_envoi(&domain::DernierEnvoi {
        etat: domain::EtatCourriel::Echec,
        depuis: Moment(0),
        raison: format!("{} {}", echec.raison, echec.reponse)
            .trim()
            .to_owned(),
        modifiee_depuis: false,
        peut_etre_double: false,
        recue: true,
        annulee_depuis: false,
        prochain_essai: None,
        prochain_dit: String::new(),
    });
    let detail = if echec.detail.is_empty() {
        String::new()
    } else {
        format!(" ({})", echec.detail)
    };
    format!("Les courriels ne peuvent pas partir : {raison}{detail}. Vérifiez IMAGIN_MAIL_URL.")
}

/// A moment as a date and an hour, in UTC.
fn moment(m: Moment) -> String {
    time::OffsetDateTime::from_unix_timestamp(m.0.div_euclid(1_000)).map_or_else(
        |_| m.0.to_string(),
        |t| {
            format!(
                "{:02}/{:02}/{:04} à {:02}:{:02}",
                t.day(),
                u8::from(t.month()),
                t.year(),
                t.hour(),
                t.minute()
            )
        },
    )
}

pub(super) fn disque(dossier: &Path, libre: u64) -> String {
    format!(
        "{} Mo libres sur le disque de {}.",
        messages::milliers((libre / 1_048_576) as usize),
        dossier.display()
    )
}

pub(super) fn disque_inconnu(dossier: &Path, erreur: &io::Error) -> String {
    format!(
        "La place libre sur le disque de {} est inconnue : {erreur}.",
        dossier.display()
    )
}

pub(super) fn site_complet(racine: &Path) -> String {
    format!(
        "Feuille de style et programme du navigateur présents ({}).",
        racine.display()
    )
}

pub(super) fn site_incomplet(racine: &Path, manquants: &[&str]) -> String {
    format!(
        "Fichiers du site absents de {} : {}. Construisez-les avec « cargo leptos build », ou indiquez leur dossier avec LEPTOS_SITE_ROOT.",
        racine.display(),
        manquants.join(", ")
    )
}
