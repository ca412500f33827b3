//! Server functions of the compétences. What validates, reopens and reminds is a plain form
//! for everybody: there is nothing that our script could add.
#![allow(
    clippy::too_many_arguments,
    reason = "the fields of a form are flat; in the browser, the macro keeps no attribute of a function"
)]

use crate::ErreurApi;
use crate::messages::competences as mc;
use domain::{
    AvancementSaisie, BilanSaisie, Cellule, Changements, CleCompetence, CompetenceDePersonne,
    Erreur, EtatSaisie, GrilleCompetences, IntervenantId, ObjetCompetence, PersonneRelevee,
    ReleveCompetences, ReleveDiscipline, SaisieCompetences, ValidationDiscipline,
};
#[cfg(feature = "ssr")]
use domain::{CibleSaisie, CompetencesErreur, EtablissementId, FiltreSaisie, NaiveDate};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A grid, and what a save that failed without our script left to save.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrilleLue {
    /// The grid.
    pub grille: GrilleCompetences,
    /// As [`Changements::en_texte`]; empty when there is nothing.
    pub brouillon: String,
}

/// Which draft belongs to a grid.
#[cfg(feature = "ssr")]
fn nom_du_brouillon(etablissement: i64, annee: i32, discipline: i64) -> String {
    format!("competences-{etablissement}-{annee}-{discipline}")
}

/// The filter that the fields of a form or of a request say, as an address does.
#[cfg(feature = "ssr")]
fn filtre_recu(mot: &str, etat: &str, tri: &str, sens: &str) -> FiltreSaisie {
    super::filtre_des_saisies(|cle| match cle {
        "mot" => Some(mot),
        "etat" => Some(etat),
        "tri" => Some(tri),
        "sens" => Some(sens),
        _ => None,
    })
}

/// The disciplines of an établissement, or the établissements to choose from, under a filter
/// as addresses say it.
///
/// # Errors
/// [`Erreur::Interdit`] for a reader who enters no compétences.
#[server(endpoint = "competences/lire", output = crate::json::Json)]
pub async fn lire_competences(
    annee: Option<i32>,
    etablissement: Option<i64>,
    #[server(default)] mot: String,
    #[server(default)] etat: String,
    #[server(default)] tri: String,
    #[server(default)] sens: String,
) -> Result<SaisieCompetences, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let etablissement = etablissement.map(EtablissementId);
        let filtre = filtre_recu(&mot, &etat, &tri, &sens);
        usecases::competences::lister(&s, &a, annee, etablissement, &filtre).await
    })
    .await
}

/// The grid of a discipline.
///
/// # Errors
/// [`Erreur::Introuvable`] for one of which nobody works there.
#[server(endpoint = "competences/grille", output = crate::json::Json)]
pub async fn lire_grille(
    annee: Option<i32>,
    etablissement: Option<i64>,
    discipline: i64,
    #[server(default)] toutes: bool,
) -> Result<GrilleLue, ErreurApi> {
    let grille = crate::contexte::lire(|s, a| async move {
        let etablissement = etablissement.map(EtablissementId);
        usecases::competences::ouvrir(&s, &a, annee, etablissement, discipline, toutes).await
    })
    .await?;
    let nom = nom_du_brouillon(grille.etablissement.0, grille.annee, discipline);
    let brouillon = crate::contexte::texte_garde(&nom).await;
    Ok(GrilleLue { grille, brouillon })
}

/// Reads what a form of the grid says was changed: `objets` are the codes of its columns,
/// each box is `person:rank of the column`, `avant` those that were ticked when it was
/// shown, `colonnes` the ranks of columns to fill for all of `personnes`.
///
/// # Errors
/// [`Erreur::RequeteInvalide`] for what no form of ours sends.
pub fn lire_formulaire(
    objets: &[String],
    personnes: &str,
    avant: &str,
    cases: &[String],
    colonnes: &[usize],
) -> Result<Changements, Erreur> {
    let cles = objets
        .iter()
        .map(|o| o.parse::<CleCompetence>())
        .collect::<Result<Vec<_>, _>>()
        .map_err(|_| Erreur::RequeteInvalide)?;
    let cle = |rang: usize| cles.get(rang).cloned().ok_or(Erreur::RequeteInvalide);
    let lire = |texte: &str| -> Result<Cellule, Erreur> {
        let (qui, rang) = texte.split_once(':').ok_or(Erreur::RequeteInvalide)?;
        Ok(Cellule {
            intervenant: qui.parse().map_err(|_| Erreur::RequeteInvalide)?,
            cle: cle(rang.parse().map_err(|_| Erreur::RequeteInvalide)?)?,
        })
    };
    let avant = avant
        .split_whitespace()
        .map(lire)
        .collect::<Result<BTreeSet<_>, _>>()?;
    let mut apres = cases
        .iter()
        .map(|c| lire(c))
        .collect::<Result<BTreeSet<_>, _>>()?;
    let personnes = personnes
        .split_whitespace()
        .map(str::parse)
        .collect::<Result<Vec<IntervenantId>, _>>()
        .map_err(|_| Erreur::RequeteInvalide)?;
    if personnes.len().saturating_mul(colonnes.len()) > Changements::MAX {
        return Err(Erreur::RequeteInvalide);
    }
    for rang in colonnes {
        let cle = cle(*rang)?;
        apres.extend(personnes.iter().map(|qui| Cellule {
            intervenant: *qui,
            cle: cle.clone(),
        }));
    }
    Ok(Changements::entre(&avant, &apres))
}

/// Saves what was changed on a grid. With `terminer`, the discipline is to be validated. `mot`
/// is the keyword of the grid to come back to.
///
/// # Errors
/// As `usecases::competences::enregistrer`; what could not be saved is shown again on the
/// page of the grid.
#[server(endpoint = "competences/enregistrer", output = crate::json::Json)]
pub async fn enregistrer_competences(
    etablissement: i64,
    annee: i32,
    discipline: i64,
    #[server(default)] objets: Vec<String>,
    #[server(default)] personnes: String,
    #[server(default)] avant: String,
    #[server(default)] cases: Vec<String>,
    #[server(default)] colonnes: Vec<usize>,
    #[server(default)] terminer: String,
    #[server(default)] toutes: bool,
    #[server(default)] mot: String,
) -> Result<BilanSaisie, ErreurApi> {
    let nom = nom_du_brouillon(etablissement, annee, discipline);
    let lus = lire_formulaire(&objets, &personnes, &avant, &cases, &colonnes);
    let texte = lus.as_ref().map(Changements::en_texte).unwrap_or_default();
    let fait = crate::contexte::executer(|s, a| async move {
        let cible = CibleSaisie {
            etablissement: EtablissementId(etablissement),
            annee,
            discipline: usecases::competences::discipline_de(discipline),
        };
        usecases::competences::enregistrer(&s, &a, &cible, &lus?, !terminer.is_empty()).await
    })
    .await;
    if crate::contexte::formulaire_simple() {
        // Kept until a save succeeds; our script keeps its own.
        let garde = if fait.is_ok() { "" } else { &texte };
        crate::contexte::garder_texte(&nom, garde).await;
    }
    let bilan = fait.map_err(crate::contexte::masquer)?;
    let grille = super::adresse_grille(annee, etablissement, discipline, toutes);
    crate::contexte::revenir(&super::avec_mot(grille, &mot));
    Ok(bilan)
}

/// Forgets what a save that failed left to save.
///
/// # Errors
/// [`Erreur::NonConnecte`] when signed out.
#[server(endpoint = "competences/abandonner", output = crate::json::Json)]
pub async fn abandonner_competences(
    etablissement: i64,
    annee: i32,
    discipline: i64,
) -> Result<(), ErreurApi> {
    crate::contexte::acteur()?;
    let nom = nom_du_brouillon(etablissement, annee, discipline);
    crate::contexte::garder_texte(&nom, "").await;
    crate::contexte::revenir(&super::adresse_grille(
        annee,
        etablissement,
        discipline,
        false,
    ));
    Ok(())
}

/// Validates disciplines, each as `key:version`; the other fields are the filter of the list
/// to come back to.
///
/// # Errors
/// As `usecases::competences::valider`.
#[server(endpoint = "competences/valider", output = crate::json::Json)]
pub async fn valider_competences(
    etablissement: i64,
    annee: i32,
    #[server(default)] disciplines: Vec<String>,
    #[server(default)] mot: String,
    #[server(default)] etat: String,
    #[server(default)] tri: String,
    #[server(default)] sens: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let disciplines = disciplines
            .iter()
            .map(|d| {
                let (cle, version) = d.split_once(':')?;
                Some((cle.parse().ok()?, version.parse().ok()?))
            })
            .collect::<Option<Vec<_>>>()
            .ok_or(Erreur::RequeteInvalide)?;
        let etablissement = EtablissementId(etablissement);
        usecases::competences::valider(&s, &a, annee, etablissement, &disciplines).await
    })
    .await?;
    let filtre = filtre_recu(&mot, &etat, &tri, &sens);
    crate::contexte::revenir(&super::adresse_liste(
        super::VALIDATION,
        annee,
        Some(etablissement),
        &filtre,
    ));
    Ok(())
}

/// Reopens a validated discipline.
///
/// # Errors
/// As `usecases::competences::rouvrir`.
#[server(endpoint = "competences/rouvrir", output = crate::json::Json)]
pub async fn rouvrir_competences(
    etablissement: i64,
    annee: i32,
    discipline: i64,
    #[server(default)] motif: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let cible = CibleSaisie {
            etablissement: EtablissementId(etablissement),
            annee,
            discipline: usecases::competences::discipline_de(discipline),
        };
        usecases::competences::rouvrir(&s, &a, &cible, &motif).await
    })
    .await?;
    crate::contexte::revenir(&super::adresse_examen(annee, etablissement, discipline));
    Ok(())
}

/// The page of one discipline to validate.
///
/// # Errors
/// As [`lire_grille`].
#[server(endpoint = "competences/examiner", output = crate::json::Json)]
pub async fn examiner_competences(
    annee: Option<i32>,
    etablissement: Option<i64>,
    discipline: i64,
) -> Result<ValidationDiscipline, ErreurApi> {
    crate::contexte::lire(|s, a| async move {
        let etablissement = etablissement.map(EtablissementId);
        usecases::competences::examiner(&s, &a, annee, etablissement, discipline).await
    })
    .await
}

/// Sets the last day of a year, and what the établissements are told.
///
/// # Errors
/// As `usecases::competences::fixer_campagne`.
#[server(endpoint = "competences/campagne", output = crate::json::Json)]
pub async fn fixer_campagne(
    annee: i32,
    #[server(default)] limite: String,
    #[server(default)] consigne: String,
) -> Result<(), ErreurApi> {
    crate::contexte::ecrire(|s, a| async move {
        let limite = match limite.trim() {
            "" => None,
            texte => Some(
                texte
                    .parse::<NaiveDate>()
                    .map_err(|_| CompetencesErreur::DateIllisible)?,
            ),
        };
        usecases::competences::fixer_campagne(&s, &a, annee, limite, &consigne).await
    })
    .await?;
    crate::contexte::revenir(&format!("{}?annee={annee}", super::VALIDATION));
    Ok(())
}

/// Reminds the établissements that are late.
///
/// # Errors
/// As `usecases::competences::relancer`.
#[server(endpoint = "competences/relancer", output = crate::json::Json)]
pub async fn relancer_competences(annee: i32, cle: String) -> Result<u32, ErreurApi> {
    let n = crate::contexte::ecrire(|s, a| async move {
        usecases::competences::relancer(&s, &a, annee, &cle).await
    })
    .await?;
    crate::contexte::revenir(&format!("{}?annee={annee}", super::VALIDATION));
    Ok(n)
}

/// The cells of a line, as the file of the compétences has them: the columns of
/// [`crate::messages::competences::l::COLONNES_FICHIER`], which `imagin import competences`
/// reads again. Somebody without compétence has a line without any.
#[must_use]
pub fn cellules(
    releve: &ReleveCompetences,
    discipline: &ReleveDiscipline,
    personne: &PersonneRelevee,
    competence: Option<&CompetenceDePersonne>,
) -> [String; 14] {
    let mut objet: [String; 6] = Default::default();
    match competence.map(|c| &c.objet) {
        Some(ObjetCompetence::Epreuve(e)) => {
            let specialite = e.specialite.as_ref().map(|s| s.code.clone());
            objet[..4].clone_from_slice(&[
                e.examen.clone(),
                specialite.unwrap_or_default(),
                e.epreuve.code.clone(),
                e.epreuve.libelle.clone(),
            ]);
        }
        Some(ObjetCompetence::Langue { usage, langue }) => {
            objet[4..].clone_from_slice(&[langue.libelle().to_owned(), usage.libelle().to_owned()]);
        }
        None => {}
    }
    let [examen, specialite, code, epreuve, langue, usage] = objet;
    let oui = |b: bool| if b { mc::l::OUI } else { mc::l::NON }.to_owned();
    [
        personne.matricule.clone(),
        personne.nom.clone(),
        releve.etablissement.clone(),
        mc::discipline(&discipline.ligne),
        releve.annee.to_string(),
        examen,
        specialite,
        code,
        epreuve,
        langue,
        usage,
        competence.map(|c| oui(c.declaree)).unwrap_or_default(),
        competence.map(|c| oui(c.validee)).unwrap_or_default(),
        mc::etat(discipline.ligne.etat).to_owned(),
    ]
}

/// The cells of a line, as the file on how far the établissements are has them: the columns
/// of [`crate::messages::competences::l::COLONNES_AVANCEMENT`].
#[must_use]
pub fn cellules_avancement(annee: i32, a: &AvancementSaisie) -> [String; 8] {
    let [non_commencees, en_cours, a_valider, validees] =
        EtatSaisie::TOUS.map(|e| a.en_etat(e).to_string());
    let en_retard = if a.en_retard() {
        mc::l::OUI
    } else {
        mc::l::NON
    };
    [
        a.libelle.clone(),
        annee.to_string(),
        a.entrees().to_string(),
        non_commencees,
        en_cours,
        a_valider,
        validees,
        en_retard.to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn textes(t: &[&str]) -> Vec<String> {
        t.iter().map(|t| (*t).to_owned()).collect()
    }

    #[test]
    fn un_formulaire_dit_ce_qui_change() {
        let objets = textes(&["e.1.2.BCG", "dnl.anglais"]);
        let lu = lire_formulaire(
            &objets,
            "42 57",
            "42:0 57:1",
            &textes(&["42:1", "57:1"]),
            &[],
        )
        .unwrap_or_default();
        let codes = |s: &BTreeSet<Cellule>| s.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(codes(&lu.cocher), ["42:dnl.anglais"]);
        assert_eq!(codes(&lu.decocher), ["42:e.1.2.BCG"]);
        // A whole column, for everybody shown.
        let lu = lire_formulaire(&objets, "42 57", "42:0", &textes(&["42:0"]), &[0, 1])
            .unwrap_or_default();
        assert_eq!(
            codes(&lu.cocher),
            ["42:dnl.anglais", "57:e.1.2.BCG", "57:dnl.anglais"]
        );
        assert!(lu.decocher.is_empty());
    }

    #[test]
    fn un_formulaire_force_est_refuse() {
        let objets = textes(&["dnl.anglais"]);
        for (objets, personnes, avant, cases, colonnes) in [
            (textes(&["rien"]), "", "", vec![], vec![]),
            (objets.clone(), "", "42:1", vec![], vec![]),
            (objets.clone(), "", "42", vec![], vec![]),
            (objets.clone(), "", "", textes(&["x:0"]), vec![]),
            (objets.clone(), "42 x", "", vec![], vec![0]),
            (objets.clone(), "42", "", vec![], vec![7]),
            (objets, &"1 ".repeat(30_000), "", vec![], vec![0]),
        ] {
            assert_eq!(
                lire_formulaire(&objets, personnes, avant, &cases, &colonnes),
                Err(Erreur::RequeteInvalide),
                "{objets:?} {avant} {cases:?}"
            );
        }
    }
}
