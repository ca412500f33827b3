//! Which rows of *Liste des intervenants convoqués* are shown, in which order: what the
//! address says, and what follows from it. Rows are named by their position in
//! [`domain::MissionOuverte::convocations`], which is in order of name.

use crate::messages::l;
use core::cmp::Reverse;
use domain::{ConvocationLigne, EtatCourriel, texte};
use leptos_router::params::ParamsMap;
use std::collections::{BTreeSet, HashMap};

/// How many rows the document holds at most.
pub(super) const PAR_PAGE: usize = 50;

/// A column that sorts the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Colonne {
    /// *Nom*, then *Prénom*.
    #[default]
    Nom,
    /// *Etablissement*.
    Etablissement,
    /// *Envoi*: where the latest mail stands.
    Envoi,
}

impl Colonne {
    const TOUTES: [Self; 3] = [Self::Nom, Self::Etablissement, Self::Envoi];

    const fn code(self) -> &'static str {
        match self {
            Self::Nom => "nom",
            Self::Etablissement => "etablissement",
            Self::Envoi => "envoi",
        }
    }

    fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|c| c.code() == code)
    }

    /// Its title.
    pub(super) const fn titre(self) -> &'static str {
        match self {
            Self::Nom => l::COL_NOM,
            Self::Etablissement => l::COL_ETABLISSEMENT,
            Self::Envoi => l::COL_ENVOI,
        }
    }
}

/// What the address asks of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Vue {
    /// Keyword.
    pub(super) mot: String,
    /// Column that sorts.
    pub(super) tri: Colonne,
    /// The other way round.
    pub(super) descendant: bool,
    /// Page, from 1; 0 is the first too.
    pub(super) page: usize,
    /// Every row that the keyword keeps comes ticked: how a reader without script ticks
    /// them all.
    pub(super) tout: bool,
    /// The rows kept in the session come ticked: those that a reader without script ticked
    /// on other pages.
    pub(super) coches: bool,
}

impl Vue {
    pub(super) fn de(requete: &ParamsMap) -> Self {
        Self::lire(|cle| requete.get(cle))
    }

    /// What an address asks; `parametre` gives a parameter of it.
    pub(super) fn lire(parametre: impl Fn(&str) -> Option<String>) -> Self {
        let un = |cle: &str| parametre(cle).unwrap_or_default();
        Self {
            mot: un("mot"),
            tri: Colonne::lire(&un("tri")).unwrap_or_default(),
            descendant: un("sens") == "desc",
            page: un("page").parse::<usize>().unwrap_or(1).max(1),
            tout: parametre("tout").is_some(),
            coches: parametre("coches").is_some(),
        }
    }

    fn parametres(&self) -> ParamsMap {
        let mut requete = ParamsMap::new();
        if !self.mot.is_empty() {
            requete.insert("mot", self.mot.clone());
        }
        if self.tri != Colonne::default() {
            requete.insert("tri", self.tri.code().to_owned());
        }
        if self.descendant {
            requete.insert("sens", "desc".to_owned());
        }
        if self.tout {
            requete.insert("tout", "1".to_owned());
        }
        if self.coches {
            requete.insert("coches", "1".to_owned());
        }
        if self.page > 1 {
            requete.insert("page", self.page.to_string());
        }
        requete
    }

    /// The end of an address, from `?` on; empty for the usual list.
    pub(super) fn requete(&self) -> String {
        self.parametres().to_query_string()
    }

    /// The same list, without all of it being ticked: what was ticked row by row stays.
    pub(super) fn sans_tout(&self) -> Self {
        Self {
            tout: false,
            ..self.clone()
        }
    }

    /// The same list, nothing ticked.
    pub(super) fn sans_coche(&self) -> Self {
        Self {
            coches: false,
            ..self.sans_tout()
        }
    }

    /// The same behind other parameters, from `&` on.
    pub(super) fn suite(&self) -> String {
        self.requete().replacen('?', "&", 1)
    }

    /// Code of the column and of the way, for the hidden fields of a form; none for the
    /// usual order.
    pub(super) fn champs_du_tri(&self) -> [(&'static str, Option<&'static str>); 2] {
        [
            (
                "tri",
                (self.tri != Colonne::default()).then(|| self.tri.code()),
            ),
            ("sens", self.descendant.then_some("desc")),
        ]
    }

    /// The list sorted by a column, the other way round when it already is; from its first
    /// page.
    pub(super) fn triee(&self, colonne: Colonne) -> Self {
        Self {
            tri: colonne,
            descendant: self.tri == colonne && !self.descendant,
            page: 1,
            ..self.clone()
        }
    }

    /// The end of the address of each page, the first one first.
    pub(super) fn pages(&self, base: &str, pages: usize) -> Vec<String> {
        let premiere = Self {
            page: 1,
            ..self.clone()
        };
        let premiere = format!("{base}{}", premiere.requete());
        let joint = if premiere.contains('?') { '&' } else { '?' };
        (1..=pages)
            .map(|p| match p {
                1 => premiere.clone(),
                p => format!("{premiere}{joint}page={p}"),
            })
            .collect()
    }
}

/// How far along its way a mail is; not asked for comes first.
fn rang_envoi(c: &ConvocationLigne) -> usize {
    c.dernier_envoi.as_ref().map_or(0, |e| match e.etat {
        EtatCourriel::EnAttente => 1,
        EtatCourriel::EnCours => 2,
        EtatCourriel::NouvelEssai => 3,
        EtatCourriel::Echec => 4,
        EtatCourriel::Retour => 5,
        EtatCourriel::Annule => 6,
        EtatCourriel::Envoye => 7,
    })
}

/// Rank of each row's établissement: each name is normalised once.
pub(super) fn rangs_etablissements(lignes: &[ConvocationLigne]) -> Vec<usize> {
    let mut noms: HashMap<&str, usize> = HashMap::new();
    for c in lignes {
        noms.entry(&c.etablissement).or_default();
    }
    let tries: BTreeSet<(String, &str)> = noms
        .keys()
        .map(|nom| (texte::normaliser(nom), *nom))
        .collect();
    for (rang, (_, nom)) in tries.into_iter().enumerate() {
        noms.insert(nom, rang);
    }
    lignes
        .iter()
        .map(|c| noms.get(c.etablissement.as_str()).copied().unwrap_or(0))
        .collect()
}

/// All rows, in the order asked for; rows that it does not tell apart stay in order of name.
/// `etablissements` is what [`rangs_etablissements`] makes of them.
pub(super) fn ordre(
    lignes: &[ConvocationLigne],
    etablissements: impl FnOnce() -> Vec<usize>,
    tri: Colonne,
    descendant: bool,
) -> Vec<usize> {
    let cles: Vec<usize> = match tri {
        Colonne::Nom => (0..lignes.len()).collect(),
        Colonne::Etablissement => etablissements(),
        Colonne::Envoi => lignes.iter().map(rang_envoi).collect(),
    };
    let mut paires: Vec<(usize, usize)> = cles.into_iter().zip(0..).collect();
    if descendant {
        paires.sort_by_key(|(cle, _)| Reverse(*cle));
    } else {
        paires.sort_by_key(|(cle, _)| *cle);
    }
    paires.into_iter().map(|(_, i)| i).collect()
}

/// Of the rows in order, those that the keywords keep; `textes` is what each row says, as
/// [`ConvocationLigne::texte_recherche`] has it.
pub(super) fn filtrer(
    ordre: &[usize],
    textes: &[texte::Cherchable],
    mots: &[texte::Cherchable],
) -> Vec<usize> {
    let garde = |&i: &usize| textes.get(i).is_some_and(|t| t.contient(mots));
    ordre.iter().copied().filter(garde).collect()
}

/// How many pages so many rows take; an empty list has one.
pub(super) fn nombre_de_pages(lignes: usize) -> usize {
    lignes.div_ceil(PAR_PAGE).max(1)
}

/// The rows of a page.
pub(super) fn de_la_page(rangs: &[usize], page: usize) -> &[usize] {
    rangs
        .chunks(PAR_PAGE)
        .nth(page.saturating_sub(1))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pages::mission::rangees::essais::ligne;
    use domain::{DernierEnvoi, Moment};

    fn requete(texte: &str) -> ParamsMap {
        texte
            .split('&')
            .filter_map(|p| p.split_once('='))
            .map(|(cle, valeur)| (cle.to_owned(), valeur.to_owned()))
            .collect()
    }

    #[test]
    fn l_adresse_se_relit() {
        assert_eq!(Vue::de(&requete("")).requete(), "");
        let vue = Vue::de(&requete("mot=lyc&tri=etablissement&sens=desc&page=3"));
        assert_eq!(vue.page, 3);
        assert_eq!(vue.tri, Colonne::Etablissement);
        assert_eq!(Vue::de(&vue.parametres()), vue);
        let cochee = Vue {
            coches: true,
            tout: true,
            ..vue.clone()
        };
        assert_eq!(Vue::de(&cochee.parametres()), cochee);
        assert!(cochee.sans_tout().coches);
        assert_eq!(cochee.sans_coche(), vue);
        // What cannot be read is the usual list.
        let vue = Vue::de(&requete("tri=age&sens=haut&page=-2"));
        assert_eq!(
            (vue.tri, vue.descendant, vue.page),
            (Colonne::Nom, false, 1)
        );
        assert_eq!(Vue::de(&requete("page=0")).page, 1);
    }

    #[test]
    fn trier_revient_a_la_premiere_page_puis_inverse() {
        let vue = Vue {
            page: 4,
            ..Vue::default()
        };
        assert_eq!(vue.triee(Colonne::Nom).requete(), "?sens=desc");
        let triee = vue.triee(Colonne::Envoi);
        assert_eq!((triee.page, triee.descendant), (1, false));
        assert!(triee.triee(Colonne::Envoi).descendant);
        assert!(!triee.triee(Colonne::Envoi).triee(Colonne::Envoi).descendant);
    }

    #[test]
    fn adresses_des_pages() {
        let vue = Vue {
            page: 2,
            ..Vue::default()
        };
        assert_eq!(
            vue.pages("/missions/7", 3),
            ["/missions/7", "/missions/7?page=2", "/missions/7?page=3"]
        );
        let vue = vue.triee(Colonne::Envoi);
        assert_eq!(
            vue.pages("/missions/7", 2),
            ["/missions/7?tri=envoi", "/missions/7?tri=envoi&page=2"]
        );
        assert_eq!(vue.suite(), "&tri=envoi");
        assert_eq!(Vue::default().suite(), "");
    }

    #[test]
    fn ordres() {
        let mut lignes = vec![ligne(1, "ABEL"), ligne(2, "BEN"), ligne(3, "CLER")];
        for (c, nom) in lignes.iter_mut().zip(["Lycée É", "lycée D", "LYCÉE É"]) {
            c.etablissement = nom.to_owned();
        }
        if let Some(c) = lignes.first_mut() {
            c.dernier_envoi = Some(DernierEnvoi {
                etat: EtatCourriel::Envoye,
                depuis: Moment(0),
                raison: String::new(),
                modifiee_depuis: false,
                peut_etre_double: false,
                recue: true,
                annulee_depuis: false,
                prochain_essai: None,
                prochain_dit: String::new(),
            });
        }
        let tries = |lignes: &[ConvocationLigne], tri, descendant| {
            ordre(lignes, || rangs_etablissements(lignes), tri, descendant)
        };
        assert_eq!(tries(&lignes, Colonne::Nom, false), [0, 1, 2]);
        assert_eq!(tries(&lignes, Colonne::Nom, true), [2, 1, 0]);
        assert_eq!(tries(&lignes, Colonne::Etablissement, false)[0], 1);
        assert_eq!(tries(&lignes, Colonne::Etablissement, true)[2], 1);
        assert_eq!(tries(&lignes, Colonne::Envoi, false), [1, 2, 0]);
        // Those that are equal stay in order of name.
        assert_eq!(tries(&lignes, Colonne::Envoi, true), [0, 1, 2]);
        assert!(tries(&[], Colonne::Etablissement, true).is_empty());
    }

    #[test]
    fn le_filtre_porte_sur_toutes_les_lignes_et_garde_l_ordre() {
        let textes = ["martin lycee", "durand", "martin"];
        let textes = textes.map(|t| texte::Cherchable::from(t.to_owned()));
        let mots = |saisie: &str| -> Vec<texte::Cherchable> {
            texte::mots_cles(saisie).map(Into::into).collect()
        };
        assert_eq!(filtrer(&[2, 1, 0], &textes, &mots("Mart")), [2, 0]);
        assert_eq!(filtrer(&[2, 1, 0], &textes, &mots("mart lyc")), [0]);
        assert_eq!(filtrer(&[2, 1, 0], &textes, &mots("")), [2, 1, 0]);
        assert!(filtrer(&[9], &textes, &mots("")).is_empty());
    }

    #[test]
    fn pages() {
        let rangs: Vec<usize> = (0..PAR_PAGE + 3).collect();
        assert_eq!(nombre_de_pages(0), 1);
        assert_eq!(nombre_de_pages(PAR_PAGE), 1);
        assert_eq!(nombre_de_pages(rangs.len()), 2);
        assert_eq!(de_la_page(&rangs, 1).len(), PAR_PAGE);
        assert_eq!(
            de_la_page(&rangs, 2),
            [PAR_PAGE, PAR_PAGE + 1, PAR_PAGE + 2]
        );
        assert!(de_la_page(&rangs, 3).is_empty());
        assert!(de_la_page(&[], 1).is_empty());
        assert_eq!(de_la_page(&rangs, 0).len(), PAR_PAGE);
    }
}
