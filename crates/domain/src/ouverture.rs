//! The services that the administrateur opens to each établissement, between two dates
//! (memo §2): the *service convocation*, without which a centre consults its missions and
//! convokes nobody, and the *service signature*, without which letters are signed by hand.

use crate::convocation::Autorite;
use crate::droits::{Acteur, Portee, Role};
use crate::ids::EtablissementId;
use crate::temps::{NaiveDate, lire_jour};
use crate::texte;
use serde::{Deserialize, Serialize};

/// A service that is opened and closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreService {
    /// Convoking: making, changing, deleting, sending.
    Convocation,
    /// Recording and using signatures.
    Signature,
}

impl GenreService {
    /// Both.
    pub const TOUS: [Self; 2] = [Self::Convocation, Self::Signature];

    /// Code in the database and in forms.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Convocation => "convocation",
            Self::Signature => "signature",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUS.into_iter().find(|s| s.code() == code)
    }
}

impl Acteur {
    /// Établissements whose services this person opens and closes (memo §2).
    #[must_use]
    pub fn services_geres(&self) -> Portee {
        if self.a_role(Role::Administrateur) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }
}

/// Whether an établissement may use a service. Where nobody has said anything it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ouverture {
    /// Open, within its dates.
    pub ouvert: bool,
    /// First day; none: from now on.
    pub du: Option<NaiveDate>,
    /// Last day; none: until it is closed.
    pub au: Option<NaiveDate>,
}

impl Default for Ouverture {
    fn default() -> Self {
        Self {
            ouvert: true,
            du: None,
            au: None,
        }
    }
}

/// Where a service stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EtatOuverture {
    /// It can be used.
    Ouvert {
        /// Last day, when there is one.
        au: Option<NaiveDate>,
    },
    /// It will open.
    AVenir {
        /// First day.
        du: NaiveDate,
    },
    /// Its last day is over.
    Termine {
        /// Last day.
        au: NaiveDate,
    },
    /// The administrateur closed it.
    Ferme,
}

impl EtatOuverture {
    /// Whether it can be used.
    #[must_use]
    pub const fn est_ouvert(self) -> bool {
        matches!(self, Self::Ouvert { .. })
    }

    /// Whether who convokes on this authority may do so. The rectorat opens the service to
    /// the centres and is not held by it.
    #[must_use]
    pub const fn laisse_convoquer(self, autorite: Autorite) -> bool {
        match autorite {
            Autorite::Division => true,
            Autorite::Centre => self.est_ouvert(),
        }
    }
}

impl Ouverture {
    /// Where it stands on a day.
    #[must_use]
    pub fn etat(self, jour: NaiveDate) -> EtatOuverture {
        match (self.ouvert, self.du, self.au) {
            (false, ..) => EtatOuverture::Ferme,
            (true, _, Some(au)) if au < jour => EtatOuverture::Termine { au },
            (true, Some(du), _) if du > jour => EtatOuverture::AVenir { du },
            (true, _, au) => EtatOuverture::Ouvert { au },
        }
    }
}

/// What is asked of the services of some établissements, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisieOuverture {
    /// Open or close.
    pub ouvert: bool,
    /// First day; empty for none.
    pub du: String,
    /// Last day; empty for none.
    pub au: String,
}

/// Why a service cannot be opened so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OuvertureErreur {
    /// No établissement is ticked.
    AucunEtablissement,
    /// No service is ticked.
    AucunService,
    /// A day that cannot be read.
    JourIllisible,
    /// The last day is before the first.
    DatesInversees,
    /// The last day is over already.
    DejaPassee,
}

impl SaisieOuverture {
    /// Reads what is asked, on a day. Closing has no dates.
    ///
    /// # Errors
    /// What is wrong.
    pub fn lire(&self, aujourd_hui: NaiveDate) -> Result<Ouverture, OuvertureErreur> {
        if !self.ouvert {
            return Ok(Ouverture {
                ouvert: false,
                du: None,
                au: None,
            });
        }
        let jour = |brut: &str| match brut.trim() {
            "" => Ok(None),
            brut => lire_jour(brut)
                .map(Some)
                .ok_or(OuvertureErreur::JourIllisible),
        };
        let (du, au) = (jour(&self.du)?, jour(&self.au)?);
        if let Some(au) = au {
            if du.is_some_and(|du| du > au) {
                return Err(OuvertureErreur::DatesInversees);
            }
            if au < aujourd_hui {
                return Err(OuvertureErreur::DejaPassee);
            }
        }
        Ok(Ouverture {
            ouvert: true,
            du,
            au,
        })
    }
}

// --------------------------------------------------------------------- screens

/// A service of an établissement in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ServiceListe {
    /// Where it stands.
    pub etat: EtatOuverture,
    /// Counts the changes.
    pub version: i32,
    /// When it was last changed, local; empty: never.
    pub date: String,
    /// By whom; empty when that is not known.
    pub auteur: String,
}

/// One établissement in the list of services.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct OuvertureListee {
    /// Which.
    pub etablissement: EtablissementId,
    /// Its UAI.
    pub uai: String,
    /// Its name.
    pub nom: String,
    /// Its town.
    pub commune: String,
    /// Its *service convocation*, as a centre.
    pub convocation: ServiceListe,
    /// Its *service signature*.
    pub signature: ServiceListe,
    /// A signature of the head is valid today.
    pub etablissement_signe: bool,
    /// One of the centre is.
    pub centre_signe: bool,
}

/// An établissement that was ticked, with each of its services as it was shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OuvertureChoisie {
    /// Which.
    pub etablissement: EtablissementId,
    /// Version of its *service convocation*.
    pub convocation: i32,
    /// Version of its *service signature*.
    pub signature: i32,
}

impl OuvertureChoisie {
    /// As a form sends it: key, version, version, apart by `:`.
    #[must_use]
    pub fn lire(texte: &str) -> Option<Self> {
        let mut parties = texte.split(':');
        let mut suivante = || parties.next();
        let lue = Self {
            etablissement: EtablissementId(suivante()?.parse().ok()?),
            convocation: suivante()?.parse().ok()?,
            signature: suivante()?.parse().ok()?,
        };
        suivante().is_none().then_some(lue)
    }

    /// Writes it as [`Self::lire`] reads it.
    #[must_use]
    pub fn ecrire(self) -> String {
        format!(
            "{}:{}:{}",
            self.etablissement, self.convocation, self.signature
        )
    }

    /// The version of a service.
    #[must_use]
    pub const fn version(self, service: GenreService) -> i32 {
        match service {
            GenreService::Convocation => self.convocation,
            GenreService::Signature => self.signature,
        }
    }
}

impl OuvertureListee {
    /// The line as it is ticked.
    #[must_use]
    pub const fn choisie(&self) -> OuvertureChoisie {
        OuvertureChoisie {
            etablissement: self.etablissement,
            convocation: self.convocation.version,
            signature: self.signature.version,
        }
    }
}

/// Which établissements of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VueOuvertures {
    /// All of them.
    #[default]
    Tous,
    /// Those that can use both services.
    Ouverts,
    /// Those whose *service convocation* cannot be used.
    SansConvocation,
    /// Those whose *service signature* cannot.
    SansSignature,
}

impl VueOuvertures {
    /// Every view.
    pub const TOUTES: [Self; 4] = [
        Self::Tous,
        Self::Ouverts,
        Self::SansConvocation,
        Self::SansSignature,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Tous => "tous",
            Self::Ouverts => "ouverts",
            Self::SansConvocation => "sans-convocation",
            Self::SansSignature => "sans-signature",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|v| v.code() == code)
    }

    fn garde(self, ligne: &OuvertureListee) -> bool {
        let convocation = ligne.convocation.etat.est_ouvert();
        let signature = ligne.signature.etat.est_ouvert();
        match self {
            Self::Tous => true,
            Self::Ouverts => convocation && signature,
            Self::SansConvocation => !convocation,
            Self::SansSignature => !signature,
        }
    }
}

/// What is asked of the list of services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreOuvertures {
    /// Words of the name, the town or the UAI.
    pub mot_cle: String,
    /// Which.
    pub vue: VueOuvertures,
}

/// The list of services.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageOuvertures {
    /// The lines that the filter keeps, by name.
    pub lignes: Vec<OuvertureListee>,
    /// How many établissements there are.
    pub total: u32,
}

impl PageOuvertures {
    /// Keeps what a filter asks for.
    #[must_use]
    pub fn filtrer(lignes: Vec<OuvertureListee>, filtre: &FiltreOuvertures) -> Self {
        let total = u32::try_from(lignes.len()).unwrap_or(u32::MAX);
        let mots: Vec<String> = texte::mots_cles(&filtre.mot_cle).collect();
        let lignes = lignes
            .into_iter()
            .filter(|l| filtre.vue.garde(l))
            .filter(|l| {
                let lu = texte::normaliser(&format!("{} {} {}", l.uai, l.nom, l.commune));
                texte::contient_les_mots(&lu, &mots)
            })
            .collect();
        Self { lignes, total }
    }
}

/// A centre of the reader where the *service convocation* cannot be used today.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CentreFerme {
    /// Its name.
    pub nom: String,
    /// Where its service stands.
    pub etat: EtatOuverture,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jour(m: u32, j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, m, j).unwrap()
    }

    #[test]
    fn un_service_a_ses_dates() {
        let s = |ouvert, du, au| Ouverture { ouvert, du, au }.etat(jour(3, 10));
        assert_eq!(
            Ouverture::default().etat(jour(3, 10)),
            EtatOuverture::Ouvert { au: None }
        );
        assert_eq!(s(false, None, None), EtatOuverture::Ferme);
        assert_eq!(
            s(true, Some(jour(3, 11)), None),
            EtatOuverture::AVenir { du: jour(3, 11) }
        );
        assert_eq!(
            s(true, Some(jour(3, 10)), Some(jour(3, 10))),
            EtatOuverture::Ouvert {
                au: Some(jour(3, 10))
            }
        );
        assert_eq!(
            s(true, None, Some(jour(3, 9))),
            EtatOuverture::Termine { au: jour(3, 9) }
        );
    }

    #[test]
    fn le_service_tient_le_centre_et_non_le_rectorat() {
        for etat in [
            EtatOuverture::Ferme,
            EtatOuverture::AVenir { du: jour(3, 11) },
            EtatOuverture::Termine { au: jour(3, 9) },
        ] {
            assert!(!etat.laisse_convoquer(Autorite::Centre), "{etat:?}");
            assert!(etat.laisse_convoquer(Autorite::Division), "{etat:?}");
        }
        let ouvert = EtatOuverture::Ouvert { au: None };
        assert!(ouvert.laisse_convoquer(Autorite::Centre));
        assert!(ouvert.laisse_convoquer(Autorite::Division));
    }

    #[test]
    fn une_ouverture_se_lit() {
        let lire = |ouvert, du: &str, au: &str| {
            SaisieOuverture {
                ouvert,
                du: du.into(),
                au: au.into(),
            }
            .lire(jour(3, 10))
        };
        assert_eq!(lire(true, "", ""), Ok(Ouverture::default()));
        assert_eq!(
            lire(false, "n’importe", "quoi").map(|s| s.ouvert),
            Ok(false),
            "fermer n’a pas de dates"
        );
        assert_eq!(lire(true, "x", ""), Err(OuvertureErreur::JourIllisible));
        assert_eq!(
            lire(true, "2026-04-02", "2026-04-01"),
            Err(OuvertureErreur::DatesInversees)
        );
        assert_eq!(
            lire(true, "", "2026-03-09"),
            Err(OuvertureErreur::DejaPassee)
        );
    }

    #[test]
    fn une_ligne_cochee_se_relit() {
        let choisie = OuvertureChoisie {
            etablissement: EtablissementId(12),
            convocation: 0,
            signature: 3,
        };
        assert_eq!(choisie.ecrire(), "12:0:3");
        assert_eq!(OuvertureChoisie::lire("12:0:3"), Some(choisie));
        assert_eq!(choisie.version(GenreService::Signature), 3);
        for faux in ["", "12", "12:0", "12:0:3:1", "a:0:0", "12:0:x"] {
            assert_eq!(OuvertureChoisie::lire(faux), None, "{faux}");
        }
    }

    #[test]
    fn les_services_se_filtrent() {
        let service = |ouvert| ServiceListe {
            etat: Ouverture {
                ouvert,
                du: None,
                au: None,
            }
            .etat(jour(3, 10)),
            version: 0,
            date: String::new(),
            auteur: String::new(),
        };
        let ligne = |n: i64, uai: &str, nom: &str, convocation, signature| OuvertureListee {
            etablissement: EtablissementId(n),
            uai: uai.into(),
            nom: nom.into(),
            commune: "ALBI".into(),
            convocation: service(convocation),
            signature: service(signature),
            etablissement_signe: true,
            centre_signe: false,
        };
        let filtrer = |mot: &str, vue| {
            let lignes = vec![
                ligne(1, "0310038Y", "LPO BELLEVUE", true, true),
                ligne(2, "0810001A", "LYCÉE LAPÉROUSE", true, false),
                ligne(3, "0810002B", "LYCÉE ROCHEGUDE", false, true),
            ];
            let filtre = FiltreOuvertures {
                mot_cle: mot.into(),
                vue,
            };
            let page = PageOuvertures::filtrer(lignes, &filtre);
            assert_eq!(page.total, 3);
            page.lignes
                .iter()
                .map(|l| l.etablissement.0)
                .collect::<Vec<_>>()
        };
        assert_eq!(filtrer("", VueOuvertures::Tous), [1, 2, 3]);
        assert_eq!(filtrer("", VueOuvertures::SansSignature), [2]);
        assert_eq!(filtrer("", VueOuvertures::SansConvocation), [3]);
        assert_eq!(filtrer("albi", VueOuvertures::Ouverts), [1]);
        assert_eq!(filtrer("laperouse", VueOuvertures::Tous), [2]);
        assert_eq!(filtrer("0310038", VueOuvertures::Tous), [1]);
        for v in VueOuvertures::TOUTES {
            assert_eq!(VueOuvertures::lire(v.code()), Some(v));
        }
        for s in GenreService::TOUS {
            assert_eq!(GenreService::lire(s.code()), Some(s));
        }
    }
}
