//! Sentences of *Couverture*.

use super::{milliers, nombre};
use domain::{
    AxeCouverture, ChoixEpreuves, ColonneCouverture, Couverture, Effectifs, LigneCouverture,
    TypeMission,
};

/// What the lines are made by.
#[must_use]
pub const fn axe(a: AxeCouverture) -> &'static str {
    match a {
        AxeCouverture::Centre => "Par centre",
        AxeCouverture::Epreuve => "Par épreuve",
        AxeCouverture::Discipline => "Par discipline",
    }
}

/// Title of a column.
#[must_use]
pub const fn colonne(c: ColonneCouverture, axe: AxeCouverture) -> &'static str {
    match c {
        ColonneCouverture::Nom => match axe {
            AxeCouverture::Centre => "Centre",
            AxeCouverture::Epreuve => "Épreuve-option",
            AxeCouverture::Discipline => "Disciplines appelées",
        },
        ColonneCouverture::Missions => "Missions",
        ColonneCouverture::Attendus => "Attendus",
        ColonneCouverture::Convoques => "Convoqués",
        ColonneCouverture::Manquants => "Manquants",
        ColonneCouverture::Empechements => "Empêchements",
        ColonneCouverture::Echecs => "Envois en échec",
        ColonneCouverture::SansReponse => "Sans réponse",
    }
}

/// Caption of the table.
#[must_use]
pub fn legende(c: &Couverture, a: AxeCouverture) -> String {
    let lignes = match a {
        AxeCouverture::Centre => nombre(c.total, "centre", "centres"),
        AxeCouverture::Epreuve => nombre(c.total, "épreuve", "épreuves"),
        AxeCouverture::Discipline => nombre(c.total, "groupe", "groupes"),
    };
    format!("{lignes}, session {}", c.annee)
}

/// The whole session in a sentence.
#[must_use]
pub fn resume(e: &Effectifs) -> String {
    format!(
        "{} sur {} {} pourvus ({}\u{a0}%)\u{202f}; {}. {}\u{202f}; {}\u{202f}; {}.",
        milliers(e.pourvus() as usize),
        nombre(
            e.attendus as usize,
            "intervenant attendu",
            "intervenants attendus"
        ),
        if e.attendus > 1 { "sont" } else { "est" },
        e.taux(),
        nombre(e.manquants as usize, "manque encore", "manquent encore"),
        nombre(
            e.empechements as usize,
            "empêchement signalé",
            "empêchements signalés"
        ),
        nombre(e.echecs as usize, "envoi en échec", "envois en échec"),
        nombre(
            e.sans_reponse as usize,
            "convocation sans réponse",
            "convocations sans réponse"
        ),
    )
}

/// How the missions whose centre has said nothing are counted.
#[must_use]
pub fn sans_effectif(e: &Effectifs) -> String {
    format!(
        "{} n’{} pas d’effectif attendu\u{a0}: chacune compte pour une personne.",
        nombre(e.sans_effectif as usize, "mission", "missions"),
        if e.sans_effectif > 1 { "ont" } else { "a" }
    )
}

/// Of a line, people convoked who are of another discipline.
#[must_use]
pub fn autres(n: u32) -> String {
    format!("dont {} d’une autre discipline", milliers(n as usize))
}

/// The épreuves to which a list is narrowed, given the names of the disciplines that they
/// call for.
#[must_use]
pub fn epreuves(choix: &ChoixEpreuves, disciplines: &[String]) -> String {
    match choix {
        ChoixEpreuves::Une(e) if e.libelle.is_empty() => {
            TypeMission::lire(&e.code).map_or_else(|| e.code.clone(), |t| t.libelle().to_owned())
        }
        ChoixEpreuves::Une(e) => e.to_string(),
        ChoixEpreuves::Appellent(_) if disciplines.is_empty() => {
            "sans discipline déterminée".to_owned()
        }
        ChoixEpreuves::Appellent(_) => format!("qui appellent {}", disciplines.join(", ")),
    }
}

/// The cells of a line, as its file has them: the columns of [`l::COLONNES`].
#[must_use]
pub fn cellules(ligne: &LigneCouverture, a: AxeCouverture) -> [String; 14] {
    let e = &ligne.effectifs;
    let [
        missions,
        sans_effectif,
        attendus,
        convoques,
        manquants,
        empechements,
        echecs,
        sans_reponse,
        non_envoyees,
        en_route,
        lues,
        autres,
    ] = [
        e.missions,
        e.sans_effectif,
        e.attendus,
        e.convoques,
        e.manquants,
        e.empechements,
        e.echecs,
        e.sans_reponse,
        e.non_envoyees,
        e.en_route,
        e.lues,
        e.autres,
    ]
    .map(|n| n.to_string());
    [
        ligne.cle.clone(),
        ligne.nom(a),
        missions,
        sans_effectif,
        attendus,
        convoques,
        manquants,
        empechements,
        echecs,
        sans_reponse,
        non_envoyees,
        en_route,
        lues,
        autres,
    ]
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const TITRE: &str = "Couverture";
    pub const VUES: &str = "Regrouper";
    pub const TABLE: &str = "Attendus, convoqués et manquants";
    pub const VIDE: &str = "Aucune mission n’est connue pour l’académie.";
    pub const ENSEMBLE: &str = "Ensemble de la session";
    pub const COUVERT: &str = "Part pourvue";
    pub const POURVUS: &str = "Pourvus";
    pub const MANQUANTS: &str = "Manquants";
    pub const EXPORTER: &str = "Exporter (CSV)";
    pub const IMPRIMER: &str = "Imprimer (PDF)";
    pub const MISSIONS: &str = "Missions à compléter";
    pub const PERSONNES: &str = "Personnes de ces disciplines";
    pub const FILTRE_EPREUVES: &str = "Seulement ces épreuves\u{a0}:";
    pub const SESSION: &str = "Session";
    pub const CENTRE_INDICE: &str = "UAI ou mots du nom";
    /// Columns of the file.
    pub const COLONNES: [&str; 14] = [
        "Code",
        "Libellé",
        "Missions",
        "Missions sans effectif attendu",
        "Attendus",
        "Convoqués",
        "Manquants",
        "Empêchements",
        "Envois en échec",
        "Sans réponse",
        "Non envoyées",
        "Envois en cours",
        "Pris connaissance",
        "D’une autre discipline",
    ];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn le_resume_s_accorde() {
        let e = Effectifs {
            attendus: 1_200,
            manquants: 1,
            empechements: 2,
            ..Effectifs::default()
        };
        assert_eq!(
            resume(&e),
            "1\u{202f}199 sur 1\u{202f}200\u{a0}intervenants attendus sont pourvus (99\u{a0}%)\u{202f}; 1\u{a0}manque encore. 2\u{a0}empêchements signalés\u{202f}; 0\u{a0}envoi en échec\u{202f}; 0\u{a0}convocation sans réponse."
        );
        let une = Effectifs {
            sans_effectif: 1,
            ..Effectifs::default()
        };
        assert_eq!(
            sans_effectif(&une),
            "1\u{a0}mission n’a pas d’effectif attendu\u{a0}: chacune compte pour une personne."
        );
    }

    #[test]
    fn le_fichier_dit_les_memes_nombres() {
        let ligne = LigneCouverture {
            cle: "0310038Y".into(),
            libelle: "LPO BELLEVUE".into(),
            effectifs: Effectifs {
                missions: 3,
                lues: 2,
                ..Effectifs::default()
            },
        };
        let c = cellules(&ligne, AxeCouverture::Centre);
        assert_eq!(c[1], "LPO BELLEVUE (0310038Y)");
        assert_eq!((c[2].as_str(), c[12].as_str()), ("3", "2"));
    }
}
