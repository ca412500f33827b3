//! Reading the fields of a line: each function gives a value that is fit to be
//! kept, or the reason why the line is refused.

use domain::{
    Creneau, EncodageImport, NaiveDate, RaisonRefus, Uai, UaiErreur, lire_heure, lire_jour,
    mel_plausible, texte,
};
use std::collections::BTreeSet;
use store::imports_base::AUCUN_SECONDAIRE;

/// Longest piece of a value quoted in a report, in characters.
const EXTRAIT: usize = 60;
/// Longest matricule, in characters.
const MATRICULE_MAX: usize = 40;
/// Most days of one interval or list: a school year.
const JOURS_MAX: usize = 366;

/// The bytes of a field as text; none when they are not of the encoding.
pub(super) fn decoder(encodage: EncodageImport, octets: &[u8]) -> Option<String> {
    match encodage {
        EncodageImport::Utf8 => core::str::from_utf8(octets).ok().map(str::to_owned),
        EncodageImport::Windows1252 => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling_and_without_replacement(octets)
            .map(std::borrow::Cow::into_owned),
        EncodageImport::Iso885915 => encoding_rs::ISO_8859_15
            .decode_without_bom_handling_and_without_replacement(octets)
            .map(std::borrow::Cow::into_owned),
    }
}

/// Nobody that is known has this matricule.
pub(super) fn inconnue(matricule: &str) -> RaisonRefus {
    RaisonRefus::PersonneInconnue {
        matricule: extrait(matricule),
    }
}

/// The beginning of a value, safe to show on one line.
pub(super) fn extrait(valeur: &str) -> String {
    let une_ligne: String = valeur
        .chars()
        .map(|c| {
            if texte::a_caractere_de_controle(c.encode_utf8(&mut [0; 4])) {
                ' '
            } else {
                c
            }
        })
        .collect();
    let propre = texte::nettoyer(&une_ligne);
    match propre.char_indices().nth(EXTRAIT) {
        None => propre,
        Some((fin, _)) => format!("{}…", &propre[..fin]),
    }
}

/// The fields of one line, by the places of the columns known.
#[derive(Debug)]
pub(super) struct Champs<'a> {
    colonnes: &'a [super::entete::Colonne],
    valeurs: Vec<String>,
}

impl<'a> Champs<'a> {
    /// Fields in the order of the columns; absent columns are empty.
    pub(super) const fn nouveaux(
        colonnes: &'a [super::entete::Colonne],
        valeurs: Vec<String>,
    ) -> Self {
        Self { colonnes, valeurs }
    }

    fn nom(&self, n: usize) -> String {
        self.colonnes.get(n).map_or("", |c| c.nom).to_owned()
    }

    fn brut(&self, n: usize) -> &str {
        self.valeurs.get(n).map_or("", |v| v.trim())
    }

    /// A text of one line, at most `maximum` characters; may be empty. A line break
    /// within becomes a space: spreadsheets put some in where a cell is wrapped.
    pub(super) fn texte(&self, n: usize, maximum: usize) -> Result<String, RaisonRefus> {
        let brut = self.brut(n);
        if brut.chars().any(|c| {
            !matches!(c, '\r' | '\n') && texte::a_caractere_de_controle(c.encode_utf8(&mut [0; 4]))
        }) {
            return Err(RaisonRefus::CaractereInterdit {
                colonne: self.nom(n),
            });
        }
        self.borner(n, texte::nettoyer(brut), maximum)
    }

    /// As [`Champs::texte`], and not empty.
    pub(super) fn texte_plein(&self, n: usize, maximum: usize) -> Result<String, RaisonRefus> {
        let texte = self.texte(n, maximum)?;
        if texte.is_empty() {
            return Err(RaisonRefus::Vide {
                colonne: self.nom(n),
            });
        }
        Ok(texte)
    }

    /// The matricule of somebody.
    pub(super) fn matricule(&self, n: usize) -> Result<String, RaisonRefus> {
        self.texte_plein(n, MATRICULE_MAX)
    }

    /// A text that may be of several lines.
    pub(super) fn lignes(&self, n: usize, maximum: usize) -> Result<String, RaisonRefus> {
        let propre = texte::nettoyer_lignes(self.brut(n));
        if texte::a_caractere_de_controle_hors_lignes(&propre) {
            return Err(RaisonRefus::CaractereInterdit {
                colonne: self.nom(n),
            });
        }
        self.borner(n, propre, maximum)
    }

    fn borner(&self, n: usize, texte: String, maximum: usize) -> Result<String, RaisonRefus> {
        let longueur = texte.chars().count();
        if longueur > maximum {
            return Err(RaisonRefus::TropLong {
                colonne: self.nom(n),
                maximum: maximum as u32,
                longueur: longueur as u32,
            });
        }
        Ok(texte)
    }

    /// A UAI.
    pub(super) fn uai(&self, n: usize) -> Result<Uai, RaisonRefus> {
        let lu = self.texte_plein(n, 100)?;
        self.lire_uai(n, &lu)
    }

    fn lire_uai(&self, n: usize, lu: &str) -> Result<Uai, RaisonRefus> {
        Uai::lire(lu).map_err(|e| {
            let (colonne, valeur) = (self.nom(n), extrait(lu));
            match e {
                UaiErreur::Forme => RaisonRefus::UaiForme { colonne, valeur },
                UaiErreur::Cle { attendue } => RaisonRefus::UaiCle {
                    colonne,
                    valeur,
                    attendue,
                },
            }
        })
    }

    /// A UAI, or none when the field is empty.
    pub(super) fn uai_facultatif(&self, n: usize) -> Result<Option<Uai>, RaisonRefus> {
        if self.brut(n).is_empty() {
            Ok(None)
        } else {
            self.uai(n).map(Some)
        }
    }

    /// UAI apart by commas or blanks, in order and without doubles; empty for the word
    /// `aucun`, none when the field is empty: nothing is said then.
    pub(super) fn uais(&self, n: usize) -> Result<Option<Vec<Uai>>, RaisonRefus> {
        let lu = self.texte(n, 2_000)?;
        if lu.is_empty() {
            return Ok(None);
        }
        let mut uais = BTreeSet::new();
        if texte::normaliser(&lu) != AUCUN_SECONDAIRE {
            for morceau in lu.split([',', ' ']).filter(|m| !m.is_empty()) {
                uais.insert(self.lire_uai(n, morceau)?);
            }
        }
        Ok(Some(uais.into_iter().collect()))
    }

    /// A mail address; may be empty.
    pub(super) fn mel(&self, n: usize) -> Result<String, RaisonRefus> {
        let lu = self.texte(n, 300)?;
        if lu.is_empty() || mel_plausible(&lu) {
            return Ok(lu);
        }
        Err(RaisonRefus::Mel {
            colonne: self.nom(n),
            valeur: extrait(&lu),
        })
    }

    /// Yes or no; `defaut` when empty.
    pub(super) fn oui_non(&self, n: usize, defaut: bool) -> Result<bool, RaisonRefus> {
        match texte::normaliser(self.brut(n)).as_str() {
            "" if self.brut(n).is_empty() => Ok(defaut),
            "oui" | "o" | "1" | "vrai" | "true" | "x" => Ok(true),
            "non" | "n" | "0" | "faux" | "false" => Ok(false),
            _ => Err(RaisonRefus::OuiNon {
                colonne: self.nom(n),
                valeur: extrait(self.brut(n)),
            }),
        }
    }

    /// A whole number within bounds.
    pub(super) fn nombre(&self, n: usize, minimum: i64, maximum: i64) -> Result<i64, RaisonRefus> {
        let lu = self.texte_plein(n, 100)?;
        let nombre = lu
            .bytes()
            .all(|o| o.is_ascii_digit())
            .then(|| lu.parse().ok())
            .flatten();
        nombre
            .filter(|v| (minimum..=maximum).contains(v))
            .ok_or_else(|| RaisonRefus::Nombre {
                colonne: self.nom(n),
                valeur: extrait(&lu),
                minimum,
                maximum,
            })
    }

    /// A day.
    pub(super) fn jour(&self, n: usize) -> Result<NaiveDate, RaisonRefus> {
        let lu = self.texte_plein(n, 100)?;
        un_jour(&lu).ok_or_else(|| RaisonRefus::Jour {
            colonne: self.nom(n),
            valeur: extrait(&lu),
        })
    }

    /// Days and intervals of days, separated by commas; in order, without doubles.
    pub(super) fn jours(&self, n: usize) -> Result<Vec<NaiveDate>, RaisonRefus> {
        let lu = self.texte(n, 20_000)?;
        let refus = |valeur: &str| RaisonRefus::Jour {
            colonne: self.nom(n),
            valeur: extrait(valeur),
        };
        let trop = || RaisonRefus::TropDeJours {
            colonne: self.nom(n),
            maximum: JOURS_MAX as u32,
        };
        let mut jours = BTreeSet::new();
        for morceau in morceaux(&lu) {
            let (de, a) = intervalle(morceau).ok_or_else(|| refus(morceau))?;
            if a < de {
                return Err(refus(morceau));
            }
            if (a - de).num_days() >= JOURS_MAX as i64 {
                return Err(trop());
            }
            jours.extend(de.iter_days().take_while(|j| *j <= a));
            if jours.len() > JOURS_MAX {
                return Err(trop());
            }
        }
        Ok(jours.into_iter().collect())
    }

    /// Days with their hours, separated by commas; in order, each day once.
    pub(super) fn creneaux(&self, n: usize) -> Result<Vec<Creneau>, RaisonRefus> {
        let lu = self.texte(n, 20_000)?;
        let mut creneaux = Vec::new();
        for morceau in morceaux(&lu) {
            let creneau = un_creneau(morceau).ok_or_else(|| RaisonRefus::Creneau {
                valeur: extrait(morceau),
            })?;
            if creneau.fin <= creneau.debut {
                return Err(RaisonRefus::HeuresInversees { jour: creneau.jour });
            }
            creneaux.push(creneau);
        }
        creneaux.sort_unstable();
        if let Some(double) = creneaux.windows(2).find(|c| c[0].jour == c[1].jour) {
            return Err(RaisonRefus::JourEnDouble {
                jour: double[0].jour,
            });
        }
        if creneaux.len() > domain::limites::JOURS {
            return Err(RaisonRefus::TropDeJours {
                colonne: self.nom(n),
                maximum: domain::limites::JOURS as u32,
            });
        }
        Ok(creneaux)
    }
}

fn morceaux(texte: &str) -> impl Iterator<Item = &str> {
    texte
        .split([',', '|'])
        .map(str::trim)
        .filter(|m| !m.is_empty())
}

/// A day within what the database of either engine keeps and a school can mean.
fn un_jour(texte: &str) -> Option<NaiveDate> {
    use domain::Datelike;
    lire_jour(texte).filter(|j| (1900..3000).contains(&j.year()))
}

/// `2021-02-01`, `2021-02-01..2021-02-12`, `01/02/2021 au 12/02/2021`.
fn intervalle(texte: &str) -> Option<(NaiveDate, NaiveDate)> {
    let bornes = texte.split_once("..").or_else(|| texte.split_once(" au "));
    match bornes {
        Some((de, a)) => {
            let de = de.trim().strip_prefix("du ").unwrap_or(de);
            Some((un_jour(de)?, un_jour(a)?))
        }
        None => un_jour(texte).map(|j| (j, j)),
    }
}

/// `2021-02-01 08:00-12:00`, `01/02/2021 8h-12h30`.
fn un_creneau(texte: &str) -> Option<Creneau> {
    let (jour, heures) = texte.split_once(' ')?;
    let (debut, fin) = heures.split_once(['-', '–'])?;
    Some(Creneau {
        jour: un_jour(jour)?,
        debut: lire_heure(debut)?,
        fin: lire_heure(fin)?,
    })
}

#[cfg(test)]
mod tests {
    use super::super::entete::Colonne;
    use super::*;
    use proptest::prelude::*;

    const UNE: &[Colonne] = &[Colonne::obligatoire("colonne")];

    fn un(valeur: &str) -> Champs<'static> {
        Champs::nouveaux(UNE, vec![valeur.to_owned()])
    }

    fn colonne() -> String {
        "colonne".to_owned()
    }

    #[test]
    fn textes() {
        assert_eq!(
            un(" D\u{2019}ARC \u{a0} Ève\t").texte(0, 20).as_deref(),
            Ok("D\u{2019}ARC Ève")
        );
        assert_eq!(
            un("LYCEE\r\nBELLEVUE").texte(0, 20).as_deref(),
            Ok("LYCEE BELLEVUE")
        );
        assert_eq!(
            un("un\r\n\r\ndeux ").lignes(0, 20).as_deref(),
            Ok("un\n\ndeux")
        );
        for controle in ["a\tb", "a\u{0}b", "a\u{202e}b", "a\u{85}b", "a\u{fffd}b"] {
            let refus = Err(RaisonRefus::CaractereInterdit { colonne: colonne() });
            assert_eq!(un(controle).texte(0, 20), refus, "{controle:?}");
        }
        assert_eq!(
            un("éèàçù").texte(0, 4),
            Err(RaisonRefus::TropLong {
                colonne: colonne(),
                maximum: 4,
                longueur: 5
            })
        );
        assert_eq!(
            un(" \n").texte_plein(0, 4),
            Err(RaisonRefus::Vide { colonne: colonne() })
        );
    }

    #[test]
    fn uais_et_mels() {
        assert_eq!(
            un("0310038y").uai(0).map(|u| u.to_string()).as_deref(),
            Ok("0310038Y")
        );
        assert_eq!(
            un("0310038A").uai(0),
            Err(RaisonRefus::UaiCle {
                colonne: colonne(),
                valeur: "0310038A".into(),
                attendue: 'Y'
            })
        );
        assert!(matches!(
            un("310038Y").uai(0),
            Err(RaisonRefus::UaiForme { .. })
        ));
        assert_eq!(un(" ").uai_facultatif(0), Ok(None));
        let bellevue = Uai::lire("0310038Y").unwrap();
        assert_eq!(un(" ").uais(0), Ok(None));
        assert_eq!(un("Aucun").uais(0), Ok(Some(Vec::new())));
        assert_eq!(
            un("0310038y, 0310038Y 0310038Y,").uais(0),
            Ok(Some(vec![bellevue]))
        );
        assert!(matches!(
            un("0310038Y;0310038A").uais(0),
            Err(RaisonRefus::UaiForme { .. })
        ));
        assert!(matches!(
            un("0310038Y, 0310038A").uais(0),
            Err(RaisonRefus::UaiCle { .. })
        ));
        assert_eq!(un("a@b.fr").mel(0).as_deref(), Ok("a@b.fr"));
        assert!(matches!(un("a@b").mel(0), Err(RaisonRefus::Mel { .. })));
    }

    #[test]
    fn nombres_et_oui_non() {
        assert_eq!(un("172278").nombre(0, 1, 999_999), Ok(172_278));
        for faux in [
            "0",
            "-1",
            "+1",
            "1e3",
            "12 3",
            "1000000",
            "٣",
            "99999999999999999999",
        ] {
            assert!(
                matches!(
                    un(faux).nombre(0, 1, 999_999),
                    Err(RaisonRefus::Nombre { .. })
                ),
                "{faux}"
            );
        }
        assert_eq!(un("").oui_non(0, true), Ok(true));
        assert_eq!(un("NON").oui_non(0, true), Ok(false));
        assert_eq!(un("Vrai").oui_non(0, false), Ok(true));
        for faux in ["peut-être", "-", "2"] {
            assert!(
                matches!(un(faux).oui_non(0, true), Err(RaisonRefus::OuiNon { .. })),
                "{faux}"
            );
        }
    }

    #[test]
    fn jours_et_creneaux() {
        let jour = |m, j| NaiveDate::from_ymd_opt(2021, m, j).unwrap();
        assert_eq!(
            un("2021-02-03, 01/02/2021 au 02/02/2021,2021-02-03,").jours(0),
            Ok(vec![jour(2, 1), jour(2, 2), jour(2, 3)])
        );
        assert_eq!(un("2021-02-01..2021-02-01|").jours(0), Ok(vec![jour(2, 1)]));
        for faux in [
            "2021-02-30",
            "2021-02-02..2021-02-01",
            "lundi",
            "2021-02-01 2021-02-02",
        ] {
            assert!(
                matches!(un(faux).jours(0), Err(RaisonRefus::Jour { .. })),
                "{faux}"
            );
        }
        for trop in ["2021-01-01..2022-01-02", "1900-01-01..2999-12-31"] {
            assert!(
                matches!(un(trop).jours(0), Err(RaisonRefus::TropDeJours { .. })),
                "{trop}"
            );
        }
        let creneaux = un("2021-02-02 8h-12h30, 01/02/2021 08:00-12:00")
            .creneaux(0)
            .unwrap();
        assert_eq!(
            creneaux.iter().map(|c| c.jour).collect::<Vec<_>>(),
            [jour(2, 1), jour(2, 2)]
        );
        assert_eq!(
            creneaux[1].fin,
            domain::NaiveTime::from_hms_opt(12, 30, 0).unwrap()
        );
        assert_eq!(
            un("2021-02-01 12:00-08:00").creneaux(0),
            Err(RaisonRefus::HeuresInversees { jour: jour(2, 1) })
        );
        assert_eq!(
            un("2021-02-01 08:00-10:00,2021-02-01 10:00-12:00").creneaux(0),
            Err(RaisonRefus::JourEnDouble { jour: jour(2, 1) })
        );
        assert!(matches!(
            un("2021-02-01").creneaux(0),
            Err(RaisonRefus::Creneau { .. })
        ));
    }

    proptest! {
        #[test]
        fn rien_ne_panique(valeur in ".*") {
            let c = un(&valeur);
            let _ = (c.jours(0), c.creneaux(0), c.jour(0), c.nombre(0, 1, 9), c.uai(0), c.mel(0));
            if let Ok(t) = c.texte(0, 50) {
                prop_assert!(!texte::a_caractere_de_controle(&t));
            }
            prop_assert!(!texte::a_caractere_de_controle(&extrait(&valeur)));
            prop_assert!(extrait(&valeur).chars().count() <= EXTRAIT + 1);
        }

        #[test]
        fn tout_octet_se_decode_ou_se_refuse(octets in prop::collection::vec(any::<u8>(), 0..50)) {
            let _ = decoder(EncodageImport::Utf8, &octets);
            if let Some(t) = decoder(EncodageImport::Windows1252, &octets) {
                prop_assert_eq!(t.chars().count(), octets.len());
            }
        }
    }
}
