//! The coverage of a session, to print: what missions need against who is convoked.

use crate::tableau::{Colonne, Document, Ligne, Orientation, Section};
use domain::{AxeCouverture, Couverture, Effectifs, NaiveDate};

/// The list of all the lines, with their sum.
#[must_use]
pub fn document(
    couverture: &Couverture,
    axe: AxeCouverture,
    academie: &str,
    etabli_le: NaiveDate,
) -> Document {
    let (titre, premiere) = match axe {
        AxeCouverture::Centre => ("par centre", "Centre"),
        AxeCouverture::Epreuve => ("par épreuve", "Épreuve-option"),
        AxeCouverture::Discipline => ("par discipline", "Disciplines"),
    };
    let mut lignes: Vec<Ligne> = couverture
        .lignes
        .iter()
        .map(|l| ligne(l.nom(axe), &l.effectifs))
        .collect();
    if !lignes.is_empty() {
        lignes.push(Ligne {
            grasse: true,
            ..ligne("Ensemble".to_owned(), &couverture.somme)
        });
    }
    Document {
        titre: format!("Couverture de la session {}, {titre}", couverture.annee),
        sous_titres: vec![
            format!("Académie\u{a0}: {academie}"),
            "Une mission dont le centre n’a pas dit l’effectif attendu compte pour une personne."
                .to_owned(),
        ],
        auteur: academie.to_owned(),
        etabli_le,
        orientation: Orientation::Paysage,
        sections: vec![Section {
            colonnes: vec![
                Colonne::texte(premiere, 5.0),
                Colonne::nombre("Missions", 1.2),
                Colonne::nombre("Attendus", 1.2),
                Colonne::nombre("Convoqués", 1.3),
                Colonne::nombre("Manquants", 1.3),
                Colonne::nombre("Empêchements", 1.6),
                Colonne::nombre("Envois en échec", 1.4),
                Colonne::nombre("Sans réponse", 1.3),
            ],
            lignes,
            vide: "Aucune mission dans cette session.".to_owned(),
            ..Section::default()
        }],
    }
}

fn ligne(nom: String, e: &Effectifs) -> Ligne {
    let nombres = [
        e.missions,
        e.attendus,
        e.convoques,
        e.manquants,
        e.empechements,
        e.echecs,
        e.sans_reponse,
    ];
    Ligne::de(core::iter::once(nom).chain(nombres.map(|n| n.to_string())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::LigneCouverture;

    #[test]
    fn une_ligne_par_centre_et_la_somme_en_gras() {
        let effectifs = Effectifs {
            missions: 2,
            attendus: 5,
            convoques: 3,
            manquants: 2,
            ..Effectifs::default()
        };
        let couverture = Couverture {
            annee: 2026,
            lignes: vec![LigneCouverture {
                cle: "0310038Y".into(),
                libelle: "LPO BELLEVUE".into(),
                effectifs,
            }],
            total: 1,
            somme: effectifs,
            ..Couverture::default()
        };
        let d = document(
            &couverture,
            AxeCouverture::Centre,
            "Toulouse",
            NaiveDate::default(),
        );
        assert_eq!(d.titre, "Couverture de la session 2026, par centre");
        let section = &d.sections[0];
        assert_eq!(
            section.lignes[0].cellules,
            ["LPO BELLEVUE (0310038Y)", "2", "5", "3", "2", "0", "0", "0"]
        );
        assert!(!section.lignes[0].grasse && section.lignes[1].grasse);
        assert_eq!(section.lignes[1].cellules[0], "Ensemble");

        let vide = document(
            &Couverture::default(),
            AxeCouverture::Discipline,
            "Toulouse",
            NaiveDate::default(),
        );
        assert!(vide.sections[0].lignes.is_empty() && !vide.sections[0].vide.is_empty());
    }
}
