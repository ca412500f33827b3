//! The compétences of an établissement, to print: who can mark or question on what.

use crate::tableau::{Colonne, Document, Ligne, Orientation, Section};
use domain::{
    AvancementSaisie, CompetenceDePersonne, EtatSaisie, LigneSaisie, NaiveDate, ObjetCompetence,
    ReleveCompetences, ReleveDiscipline,
};

/// The list of what an établissement entered, a table a discipline.
#[must_use]
pub fn document(releve: &ReleveCompetences, etabli_le: NaiveDate) -> Document {
    Document {
        titre: format!("Compétences, session {}", releve.annee),
        sous_titres: vec![releve.etablissement.clone()],
        auteur: releve.etablissement.clone(),
        etabli_le,
        orientation: Orientation::Paysage,
        sections: releve.disciplines.iter().map(section).collect(),
    }
}

/// How far the établissements of an académie are, to print. `retenus` says what the list is
/// kept to, one a line.
#[must_use]
pub fn avancement(
    annee: i32,
    lignes: &[AvancementSaisie],
    retenus: Vec<String>,
    auteur: &str,
    etabli_le: NaiveDate,
) -> Document {
    let mut colonnes = vec![
        Colonne::texte("Établissement", 4.0),
        Colonne::nombre("Disciplines", 1.0),
    ];
    colonnes.extend(EtatSaisie::TOUS.map(|e| Colonne::nombre(e.libelle(), 1.0)));
    Document {
        titre: format!("Avancement des compétences, session {annee}"),
        sous_titres: retenus,
        auteur: auteur.to_owned(),
        etabli_le,
        orientation: Orientation::Paysage,
        sections: vec![Section {
            colonnes,
            lignes: lignes
                .iter()
                .map(|a| {
                    let mut cellules = vec![a.libelle.clone(), a.entrees().to_string()];
                    cellules.extend(EtatSaisie::TOUS.map(|e| a.en_etat(e).to_string()));
                    Ligne::de(cellules)
                })
                .collect(),
            vide: "Aucun établissement.".to_owned(),
            ..Section::default()
        }],
    }
}

fn section(d: &ReleveDiscipline) -> Section {
    let titre = d
        .ligne
        .discipline
        .as_ref()
        .map_or("SANS DISCIPLINE DE POSTE", |d| d.libelle.as_str());
    Section {
        titre: titre.to_owned(),
        introduction: vec![etat(&d.ligne)],
        colonnes: vec![
            Colonne::texte("Intervenant", 2.0),
            Colonne::texte("Épreuves", 5.0),
            Colonne::texte("Langues et sections", 2.0),
        ],
        lignes: d
            .personnes
            .iter()
            .map(|p| {
                Ligne::de([
                    p.nom.clone(),
                    dire(&p.competences, |o| matches!(o, ObjetCompetence::Epreuve(_))),
                    dire(&p.competences, |o| {
                        matches!(o, ObjetCompetence::Langue { .. })
                    }),
                ])
            })
            .collect(),
        ..Section::default()
    }
}

/// Where the entry stands, with who and when.
fn etat(ligne: &LigneSaisie) -> String {
    let mut phrase = format!("État\u{a0}: {}", ligne.etat.libelle().to_lowercase());
    if ligne.etat != EtatSaisie::NonCommencee {
        if !ligne.par.is_empty() {
            phrase.push_str(&format!(" par {}", ligne.par));
        }
        phrase.push_str(&format!(" le {}", ligne.depuis));
    }
    phrase.push('.');
    phrase
}

/// Some compétences, those of one group on one line.
fn dire(competences: &[CompetenceDePersonne], garder: fn(&ObjetCompetence) -> bool) -> String {
    let mut groupes: Vec<(String, Vec<String>)> = Vec::new();
    for c in competences.iter().filter(|c| garder(&c.objet)) {
        let (groupe, libelle) = (c.objet.groupe(), c.objet.libelle());
        match groupes.iter_mut().find(|(g, _)| *g == groupe) {
            Some((_, libelles)) => libelles.push(libelle),
            None => groupes.push((groupe, vec![libelle])),
        }
    }
    let lignes: Vec<String> = groupes
        .into_iter()
        .map(|(groupe, libelles)| format!("{groupe}\u{a0}: {}", libelles.join("\u{202f}; ")))
        .collect();
    lignes.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{EpreuveExamen, EpreuveOption, Langue, UsageLangue};

    #[test]
    fn une_ligne_par_etablissement() {
        let bellevue = AvancementSaisie {
            etablissement: domain::EtablissementId(1),
            libelle: "LPO BELLEVUE (0310038Y)".into(),
            disciplines: 5,
            en_cours: 1,
            a_valider: 1,
            validees: 1,
            sans_discipline: EtatSaisie::AValider,
        };
        let retenus = vec!["En retard".to_owned()];
        let d = avancement(2021, &[bellevue], retenus, "Paul", NaiveDate::default());
        assert_eq!(d.titre, "Avancement des compétences, session 2021");
        assert_eq!(d.sous_titres, ["En retard"]);
        let s = &d.sections[0];
        assert_eq!(s.colonnes.len(), 6);
        assert_eq!(
            s.lignes[0].cellules,
            ["LPO BELLEVUE (0310038Y)", "6", "2", "1", "2", "1"]
        );
    }

    #[test]
    fn une_ligne_par_personne_et_par_groupe() {
        let competence = |objet| CompetenceDePersonne {
            objet,
            declaree: true,
            validee: false,
        };
        let epreuve = |code: &str| {
            competence(ObjetCompetence::Epreuve(EpreuveExamen {
                examen: "BCG".into(),
                specialite: None,
                epreuve: EpreuveOption {
                    code: code.into(),
                    libelle: "Histoire".into(),
                },
            }))
        };
        let personne = |nom: &str, competences| domain::PersonneRelevee {
            matricule: String::new(),
            nom: nom.into(),
            competences,
        };
        let releve = ReleveCompetences {
            etablissement: "LPO BELLEVUE (0310038Y)".into(),
            annee: 2021,
            disciplines: vec![ReleveDiscipline {
                ligne: LigneSaisie {
                    etat: EtatSaisie::Validee,
                    par: "Claire Martin".into(),
                    depuis: "16/02/2021 08:05".into(),
                    ..LigneSaisie::default()
                },
                personnes: vec![
                    personne(
                        "DURAND Anne",
                        vec![
                            epreuve("C001A"),
                            epreuve("C001C"),
                            competence(ObjetCompetence::Langue {
                                usage: UsageLangue::Dnl,
                                langue: Langue::Anglais,
                            }),
                        ],
                    ),
                    personne("PETIT Luc", Vec::new()),
                ],
            }],
        };
        let d = document(&releve, NaiveDate::default());
        assert_eq!(d.titre, "Compétences, session 2021");
        let s = &d.sections[0];
        assert_eq!(s.titre, "SANS DISCIPLINE DE POSTE");
        assert_eq!(
            s.introduction,
            ["État\u{a0}: validée par Claire Martin le 16/02/2021 08:05."]
        );
        let lignes: Vec<_> = s.lignes.iter().map(|l| l.cellules.clone()).collect();
        assert_eq!(
            lignes,
            [
                [
                    "DURAND Anne",
                    "BCG\u{a0}: C001A, Histoire\u{202f}; C001C, Histoire",
                    "DNL\u{a0}: Anglais"
                ],
                ["PETIT Luc", "", ""]
            ]
        );
    }
}
