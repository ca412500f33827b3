//! What the screens say of *Journal d'audit*.

use super::nombre;
use domain::{
    LIGNES_AUDIT, LigneAudit, Motif, MotifAbsence, NaiveDate, PAGES_AUDIT, Presence, jour_court,
};

/// What each action is called, in the order of the filter. One that is not here (an older
/// or a newer version's) is shown as its code.
pub const ACTIONS: &[(&str, &str)] = &[
    ("connexion", "Connexion"),
    ("connexion.refusee", "Connexion refusée"),
    ("mot_de_passe.changer", "Mot de passe changé"),
    ("mot_de_passe.choisir", "Mot de passe choisi par lien"),
    ("compte.creer", "Compte créé"),
    (
        "compte.reinitialiser",
        "Mot de passe d’un compte réinitialisé",
    ),
    ("compte.fermer", "Compte fermé"),
    ("compte.rouvrir", "Compte rouvert"),
    ("compte.modifier", "Compte modifié"),
    ("compte.attribuer", "Rôle donné à un compte"),
    ("compte.retirer", "Rôle retiré à un compte"),
    ("compte.inviter", "Lien fait pour choisir un mot de passe"),
    ("compte.sessions", "Sessions d’un compte fermées"),
    ("second_facteur.activer", "Second facteur activé"),
    ("second_facteur.retirer", "Second facteur retiré"),
    (
        "second_facteur.reinitialiser",
        "Second facteur réinitialisé",
    ),
    ("second_facteur.codes", "Codes de secours renouvelés"),
    ("second_facteur.secours", "Code de secours utilisé"),
    ("second_facteur.refuse", "Code de second facteur refusé"),
    (
        "comptes.ouvrir",
        "Comptes demandés pour les personnes convoquées",
    ),
    ("compte.copies", "Choix des copies de courriels"),
    ("compte.lier", "Compte lié au fournisseur d’identité"),
    ("compte.delier", "Compte délié du fournisseur d’identité"),
    ("convocation.creer", "Personne convoquée"),
    ("convocation.modifier", "Convocation modifiée"),
    ("convocation.supprimer", "Convocation supprimée"),
    ("convocation.retablir", "Suppression de convocation annulée"),
    ("mission.defauts", "Saisie gardée sur la mission"),
    ("mission.attendus", "Effectif attendu d’une mission changé"),
    (
        "mission.centre_autorise",
        "Centre autorisé ou non à modifier ce que la division a convoqué",
    ),
    ("envoi.demander", "Envoi de convocations demandé"),
    ("envoi.annuler", "Envoi de convocations arrêté"),
    ("annulation.renvoyer", "Annulation envoyée de nouveau"),
    (
        "annulation.regler",
        "Annulation sue autrement que par courriel",
    ),
    ("rappel.demander", "Relance demandée"),
    ("rappel.automatique", "Relance automatique"),
    ("courriel.retour", "Courriel revenu"),
    ("accuse.lue", "Convocation lue par la personne"),
    ("accuse.empechement", "Empêchement signalé par la personne"),
    ("intervenant.mels", "Adresses de courriel corrigées"),
    ("intervenant.telephone", "Téléphone changé"),
    (
        "intervenant.postale",
        "Adresse postale changée par la personne",
    ),
    (
        "adresse.demander",
        "Changement d’adresse de courriel demandé",
    ),
    (
        "adresse.abandonner",
        "Changement d’adresse de courriel abandonné",
    ),
    ("agenda.ouvrir", "Abonnement à l’agenda ouvert"),
    ("agenda.fermer", "Abonnement à l’agenda fermé"),
    ("indisponibilite.creer", "Indisponibilité saisie"),
    ("indisponibilite.modifier", "Indisponibilité modifiée"),
    ("indisponibilite.supprimer", "Indisponibilité supprimée"),
    (
        "indisponibilite.retablir",
        "Suppression d’indisponibilité annulée",
    ),
    ("competences.enregistrer", "Compétences enregistrées"),
    (
        "competences.proposer",
        "Compétences proposées à la validation",
    ),
    ("competences.valider", "Compétences validées"),
    ("competences.rouvrir", "Saisie de compétences rouverte"),
    ("competences.importer", "Compétences importées"),
    ("competences.campagne", "Campagne de compétences réglée"),
    ("competences.relancer", "Relance des compétences"),
    ("competences.rappel", "Rappel automatique des compétences"),
    ("service.saisir", "Service fait saisi"),
    ("service.valider", "Service fait validé"),
    ("service.corriger", "Service fait corrigé"),
    ("signature.enregistrer", "Signature enregistrée"),
    ("signature.retirer", "Signature retirée"),
    ("signature.remettre", "Signature remise"),
    ("service.ouvrir", "Service ouvert pour un établissement"),
    ("service.fermer", "Service fermé pour un établissement"),
    ("parametre.changer", "Paramètre réglé"),
    ("parametre.revenir", "Paramètre revenu à celui du service"),
    ("parametre.retablir", "Paramètre rétabli"),
    ("client_api.creer", "Client de l’API créé"),
    ("client_api.revoquer", "Client de l’API révoqué"),
    (
        "client_api.renouveler",
        "Jeton d’un client de l’API renouvelé",
    ),
    ("client_api.adresse", "Adresse d’appel d’un client changée"),
    ("client_api.renvoyer", "Appel à un client de l’API renvoyé"),
    ("intervenant.creer", "Fiche d’intervenant créée"),
    ("intervenant.modifier", "Fiche d’intervenant modifiée"),
    ("intervenant.fermer", "Fiche d’intervenant fermée"),
    ("intervenant.rouvrir", "Fiche d’intervenant rouverte"),
    (
        "intervenant.rattacher",
        "Rattachement à titre secondaire ajouté",
    ),
    (
        "intervenant.detacher",
        "Rattachement à titre secondaire retiré",
    ),
    ("intervenant.fusionner", "Fiches d’intervenants fusionnées"),
    ("intervenant.separer", "Fusion d’intervenants défaite"),
    ("intervenant.distinguer", "Intervenants dits distincts"),
    ("demande.creer", "Intervenant introuvable demandé"),
    ("demande.retirer", "Demande d’intervenant retirée"),
    ("demande.traiter", "Demande d’intervenant traitée"),
    ("demande.refuser", "Demande d’intervenant refusée"),
    ("import.etablissements", "Import d’établissements"),
    ("import.intervenants", "Import d’intervenants"),
    ("import.missions", "Import de missions"),
    ("import.indisponibilites", "Import d’indisponibilités"),
    ("import.competences", "Import de compétences"),
    ("import.sts", "Import d’enseignants (STS-WEB)"),
    ("import.annuler", "Import annulé"),
    ("piste.exporter", "Journal d’audit exporté"),
    (
        "conservation.purger",
        "Données purgées en fin de conservation",
    ),
    ("demonstration.charger", "Démonstration chargée"),
];

/// What each kind of thing is called.
pub const OBJETS: &[(&str, &str)] = &[
    ("convocation", "Convocation"),
    ("mission", "Mission"),
    ("envoi", "Envoi"),
    ("courriel", "Courriel"),
    ("service_fait", "Service fait"),
    ("intervenant", "Personne"),
    ("intervenant_demande", "Demande d’intervenant"),
    ("competence_saisie", "Saisie de compétences"),
    ("signature.chef_etablissement", "Signature d’établissement"),
    ("signature.chef_centre", "Signature de centre"),
    ("service.signature", "Service signature"),
    ("service.convocation", "Service convocation"),
    ("compte", "Compte"),
    ("client_api", "Client de l’API"),
    ("client_api_livraison", "Appel à un client de l’API"),
    ("parametre", "Paramètre"),
    ("academie", "Académie"),
];

/// What the fields of the details are called, where that is not their code with spaces.
const CHAMPS: &[(&str, &str)] = &[
    ("absorbe", "fiche absorbée"),
    ("academie", "académie"),
    ("adresse_1", "adresse, première ligne"),
    ("adresse_2", "adresse, seconde ligne"),
    ("adresse_changee", "adresse changée"),
    ("ajoutees", "ajoutées"),
    ("ancien_jusquau", "ancien jeton valable jusqu’au"),
    ("annee", "année"),
    ("annules", "annulés"),
    ("apres", "après"),
    ("autorite", "autorité"),
    ("civilite", "civilité"),
    ("confirmee", "confirmée"),
    ("confirmes", "conflits confirmés"),
    ("convocations_ecartees", "convocations écartées"),
    ("copie_de", "copiée de la mission"),
    ("crees", "créés"),
    ("creneaux", "jours et heures"),
    ("debut", "début"),
    ("debut_midi", "à partir de midi"),
    ("delegation", "délégation"),
    ("edition", "édition"),
    ("emetteur", "émetteur"),
    ("emis_le", "émis le"),
    ("etablissement", "établissement"),
    ("etablissements", "établissements"),
    ("fin_midi", "jusqu’à midi"),
    ("ignores", "ignorés"),
    ("inchanges", "inchangés"),
    ("indisponibilite", "indisponibilité"),
    ("jour_semaine", "jour de la semaine"),
    ("matricule_absorbe", "matricule de la fiche absorbée"),
    ("mel", "courriel"),
    ("mel_personnel", "courriel personnel"),
    ("mel_professionnel", "courriel professionnel"),
    ("modifies", "modifiés"),
    ("nom_naissance", "nom de naissance"),
    ("numero", "numéro"),
    ("parametre", "paramètre"),
    ("partie", "partie du jour"),
    ("portees", "portées"),
    ("prenom", "prénom"),
    ("presence", "présence"),
    ("prevenu", "prévenu"),
    ("qualite", "qualité"),
    ("refuses", "refusés"),
    ("remplacant", "remplaçant"),
    ("remplace", "en remplacement de"),
    ("remplacee_par", "remplacée par"),
    ("renouvele", "renouvelé"),
    ("retire", "retiré"),
    ("retirees", "retirées"),
    ("role", "rôle"),
    ("sha256", "empreinte SHA-256"),
    ("telephone", "téléphone"),
    ("uai", "UAI"),
];

fn dit(table: &[(&str, &'static str)], code: &str) -> String {
    table
        .iter()
        .find(|(c, _)| *c == code)
        .map_or_else(|| code.to_owned(), |(_, texte)| (*texte).to_owned())
}

/// What was done.
#[must_use]
pub fn action(code: &str) -> String {
    dit(ACTIONS, code)
}

/// A kind of thing.
#[must_use]
pub fn genre_objet(code: &str) -> String {
    dit(OBJETS, code)
}

/// Who acted.
#[must_use]
pub fn auteur(ligne: &LigneAudit) -> String {
    match (ligne.nom.as_str(), ligne.action.as_str()) {
        ("", "accuse.lue" | "accuse.empechement") => l::PERSONNE_CONVOQUEE.to_owned(),
        ("", _) => l::SERVICE.to_owned(),
        (nom, _) => nom.to_owned(),
    }
}

/// What a line is about, without its mission.
#[must_use]
pub fn objet(ligne: &LigneAudit) -> String {
    match (ligne.objet.as_str(), ligne.nomme.nom.as_str()) {
        ("", _) => String::new(),
        (objet, "") => genre_objet(objet),
        (objet, nom) => format!("{}\u{a0}: {nom}", genre_objet(objet)),
    }
}

/// The number of its mission, if it has one.
#[must_use]
pub fn mission(numero: i64) -> String {
    format!("mission {numero}")
}

/// A field of the details; one that is not known, as its code.
fn champ(code: &str) -> String {
    CHAMPS
        .iter()
        .find(|(c, _)| *c == code)
        .map_or_else(|| code.replace('_', " "), |(_, nom)| (*nom).to_owned())
}

/// The details as they are read: without braces nor quotes where there is nothing else.
#[must_use]
pub fn details(json: &str) -> Vec<(String, String)> {
    let Ok(serde_json::Value::Object(champs)) = serde_json::from_str(json) else {
        return Vec::new();
    };
    dans_l_ordre(&champs)
        .into_iter()
        .map(|(nom, valeur)| {
            let valeur = match valeur {
                serde_json::Value::String(texte) => texte_du_champ(nom, texte),
                autre => en_toutes_lettres(autre),
            };
            (champ(nom), valeur)
        })
        .collect()
}

/// Fields as they are read: what a line is about, then what it was, then what it became.
fn dans_l_ordre(
    champs: &serde_json::Map<String, serde_json::Value>,
) -> Vec<(&String, &serde_json::Value)> {
    let mut ordre: Vec<_> = champs.iter().collect();
    ordre.sort_by_key(|(nom, _)| match nom.as_str() {
        "avant" => 1,
        "apres" => 2,
        _ => 0,
    });
    ordre
}

/// A text of a field, as the screens say it where it is the code of a choice.
fn texte_du_champ(nom: &str, texte: &str) -> String {
    let libelle = match nom {
        "presence" => Presence::lire(texte).map(Presence::libelle),
        "motif" => MotifAbsence::lire(texte)
            .map(MotifAbsence::libelle)
            .or_else(|| Motif::lire(texte).map(Motif::libelle)),
        _ => None,
    };
    libelle.map_or_else(|| jour_ou_texte(texte), str::to_owned)
}

/// A text, or a day as people read it where the journal has `2020-01-27`.
fn jour_ou_texte(texte: &str) -> String {
    NaiveDate::parse_from_str(texte, "%Y-%m-%d")
        .ok()
        .filter(|jour| jour.to_string() == texte)
        .map_or_else(|| texte.to_owned(), jour_court)
}

/// A value within the details: lists and what they hold too, without JSON.
fn en_toutes_lettres(valeur: &serde_json::Value) -> String {
    use serde_json::Value;
    match valeur {
        Value::Null => "–".to_owned(),
        Value::Bool(true) => "oui".to_owned(),
        Value::Bool(false) => "non".to_owned(),
        Value::String(texte) if texte.is_empty() => "–".to_owned(),
        Value::String(texte) => jour_ou_texte(texte),
        Value::Number(n) => n.to_string(),
        Value::Array(valeurs) if valeurs.is_empty() => "–".to_owned(),
        Value::Array(valeurs) => {
            let dites: Vec<String> = valeurs.iter().map(en_toutes_lettres).collect();
            dites.join("\u{202f}; ")
        }
        Value::Object(champs) => {
            let dits = dans_l_ordre(champs).into_iter().map(|(nom, v)| {
                let dite = match v {
                    Value::String(texte) if !texte.is_empty() => texte_du_champ(nom, texte),
                    autre => en_toutes_lettres(autre),
                };
                let nom = champ(nom);
                if v.is_object() {
                    format!("{nom} ({dite})")
                } else {
                    format!("{nom} {dite}")
                }
            });
            dits.collect::<Vec<_>>().join(", ")
        }
    }
}

/// The accessible name of the details of a line.
#[must_use]
pub fn details_de(ligne: &LigneAudit) -> String {
    format!(
        "{}\u{a0}: {}, {}",
        l::DETAILS,
        action(&ligne.action),
        ligne.quand
    )
}

/// Title of the table.
#[must_use]
pub fn legende(total: u32) -> String {
    nombre(total as usize, "ligne", "lignes")
}

/// That there are more lines than pages.
#[must_use]
pub fn trop_de_lignes() -> String {
    format!(
        "Seules les {} les plus récentes se parcourent ici\u{a0}: précisez les filtres, ou exportez le fichier, qui les a toutes.",
        nombre((LIGNES_AUDIT * PAGES_AUDIT) as usize, "ligne", "lignes")
    )
}

/// The latest seal.
#[must_use]
pub fn sceau(s: &domain::SceauVu) -> String {
    format!(
        "Dernier sceau de la piste\u{a0}: n°\u{a0}{}, posé le {}, empreinte {}.",
        s.numero, s.pose_le, s.empreinte
    )
}

/// The cells of a line, as its file has them: the columns of [`l::COLONNES`].
#[must_use]
pub fn cellules(ligne: &LigneAudit) -> [String; 11] {
    [
        ligne.id.to_string(),
        ligne.quand.clone(),
        auteur(ligne),
        ligne.identifiant.clone(),
        action(&ligne.action),
        ligne.action.clone(),
        objet(ligne),
        ligne.objet_id.to_string(),
        ligne
            .nomme
            .mission
            .map(|n| n.to_string())
            .unwrap_or_default(),
        ligne.adresse.clone(),
        ligne.details.clone(),
    ]
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Journal d’audit";
    pub const INTRODUCTION: &str =
        "Qui a fait quoi dans l’académie, et quand. Rien ne s’y modifie.";
    pub const DU: &str = "À partir du";
    pub const AU: &str = "Jusqu’au";
    pub const COMPTE: &str = "Compte (nom ou identifiant)";
    pub const ACTION: &str = "Action";
    pub const TOUTES_LES_ACTIONS: &str = "Toutes les actions";
    pub const OBJET: &str = "Objet";
    pub const TOUS_LES_OBJETS: &str = "Tous les objets";
    pub const MOT: &str = "Personne, numéro de mission ou mot des détails";
    pub const QUAND: &str = "Quand";
    pub const QUI: &str = "Qui";
    pub const SUR_QUOI: &str = "Sur qui, sur quoi";
    pub const ADRESSE: &str = "Depuis l’adresse";
    pub const DETAILS: &str = "Détails";
    pub const SERVICE: &str = "Le service";
    pub const PERSONNE_CONVOQUEE: &str = "La personne convoquée";
    pub const VIDE: &str = "Aucune ligne ne correspond à ces filtres.";
    pub const DATES_INVERSEES: &str =
        "La première date est après la seconde\u{a0}: échangez-les, ou videz l’une des deux.";
    pub const EXPORTER: &str = "Exporter (CSV)";
    pub const EXPORT_TRACE: &str = "L’export est lui-même noté dans le journal.";
    /// Columns of the file.
    pub const COLONNES: [&str; 11] = [
        "Ligne",
        "Date",
        "Compte",
        "Identifiant",
        "Action",
        "Code de l’action",
        "Objet",
        "Clé de l’objet",
        "Mission",
        "Adresse",
        "Détails",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Moment, ObjetNomme};
    use std::collections::BTreeSet;

    fn ligne(nom: &str, action: &str, objet: &str, nomme: &str) -> LigneAudit {
        LigneAudit {
            id: 1,
            moment: Moment(0),
            quand: "01/09/2026 10:00:00".into(),
            nom: nom.into(),
            identifiant: String::new(),
            action: action.into(),
            objet: objet.into(),
            objet_id: 3,
            nomme: ObjetNomme {
                mission: Some(172_278),
                nom: nomme.into(),
            },
            adresse: String::new(),
            details: "{}".into(),
        }
    }

    #[test]
    fn ce_qui_est_inconnu_se_montre_par_son_code() {
        assert_eq!(action("convocation.creer"), "Personne convoquée");
        assert_eq!(action("chose.faire"), "chose.faire");
        assert_eq!(genre_objet("truc"), "truc");
        let codes: BTreeSet<_> = ACTIONS.iter().map(|(c, _)| c).collect();
        assert_eq!(codes.len(), ACTIONS.len(), "un code deux fois");
    }

    #[test]
    fn une_ligne_se_lit() {
        let l = ligne("", "accuse.lue", "convocation", "DURAND Anne");
        assert_eq!(auteur(&l), "La personne convoquée");
        assert_eq!(objet(&l), "Convocation\u{a0}: DURAND Anne");
        let l = ligne("", "rappel.automatique", "envoi", "");
        assert_eq!(auteur(&l), "Le service");
        assert_eq!(objet(&l), "Envoi");
        assert_eq!(cellules(&l).len(), l::COLONNES.len());
        assert_eq!(objet(&ligne("", "doctor", "", "")), "");
    }

    #[test]
    fn les_details_se_lisent() {
        let d = details(r#"{"cle_de":null,"copies":true,"mission":3,"salle":"205"}"#);
        let attendus = [
            ("cle de", "–"),
            ("copies", "oui"),
            ("mission", "3"),
            ("salle", "205"),
        ];
        assert_eq!(
            d,
            attendus.map(|(a, b)| (a.to_owned(), b.to_owned())).to_vec()
        );
        assert!(details("").is_empty() && details("{}").is_empty());
        let d = details(r#"{"etablissement":"LPO BELLEVUE","prenom":"Anne"}"#);
        let noms: Vec<_> = d.iter().map(|(nom, _)| nom.as_str()).collect();
        assert_eq!(noms, ["établissement", "prénom"]);
        let codes: BTreeSet<_> = CHAMPS.iter().map(|(c, _)| c).collect();
        assert_eq!(codes.len(), CHAMPS.len(), "un champ deux fois");
        let d = details(
            r#"{"lignes":[{"apres":{"minutes":240,"motif":null},"avant":null,"jour":"2020-01-27","nom":"DURAND"},{"nom":""}]}"#,
        );
        assert_eq!(
            d[0].1,
            "jour 27/01/2020, nom DURAND, avant –, après (minutes 240, motif –)\u{202f}; nom –"
        );
        let d = details(r#"{"apres":"2021-02-01","avant":"2021-2-1","du":"2021-02-30"}"#);
        let valeurs: Vec<_> = d.iter().map(|(_, v)| v.as_str()).collect();
        assert_eq!(valeurs, ["2021-02-30", "2021-2-1", "01/02/2021"]);
        let d = details(r#"{"constat":{"motif":"sante","presence":"absent"},"motif":"repris"}"#);
        let valeurs: Vec<_> = d.iter().map(|(_, v)| v.as_str()).collect();
        assert_eq!(
            valeurs,
            ["motif Raison de santé, présence Absent", "repris"]
        );
    }
}
