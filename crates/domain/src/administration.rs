//! Accounts as the administrateur keeps them: who holds what, from when to when, which
//! sessions are open.

use crate::compte::identifiant_normalise;
use crate::droits::{Acteur, Attribution, Portee, Role};
use crate::etablissement::{Uai, UaiErreur};
use crate::ids::CompteId;
use crate::intervenant::{NOM_MAX, mel_plausible};
use crate::temps::{NaiveDate, lire_jour};
use crate::texte;
use serde::{Deserialize, Serialize};

/// Longest sign-in name, in characters.
pub const IDENTIFIANT_MAX: usize = 60;
/// Days during which a link to choose a password serves.
pub const INVITATION_JOURS: i64 = 7;
/// Lines of one page of the list of accounts.
pub const LIGNES_COMPTES: u32 = 50;

impl Acteur {
    /// Accounts that this person keeps: those of their académie.
    #[must_use]
    pub fn comptes_geres(&self) -> Portee {
        if self.a_role(Role::Administrateur) {
            Portee::Academie(self.academie)
        } else {
            Portee::Rien
        }
    }
}

// --------------------------------------------------------------- what is held, when

/// A role held between two days: a delegation, when it has one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AttributionDatee {
    /// The role and where.
    pub attribution: Attribution,
    /// First day; none: from ever.
    pub du: Option<NaiveDate>,
    /// Last day; none: for ever.
    pub au: Option<NaiveDate>,
}

/// Where a role stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum EtatAttribution {
    /// It counts.
    EnCours,
    /// It will.
    AVenir,
    /// It does no more.
    Terminee,
}

impl AttributionDatee {
    /// Where it stands on a day.
    #[must_use]
    pub fn etat(&self, jour: NaiveDate) -> EtatAttribution {
        if self.au.is_some_and(|au| au < jour) {
            EtatAttribution::Terminee
        } else if self.du.is_some_and(|du| du > jour) {
            EtatAttribution::AVenir
        } else {
            EtatAttribution::EnCours
        }
    }

    /// Whether it counts on a day.
    #[must_use]
    pub fn vaut(&self, jour: NaiveDate) -> bool {
        self.etat(jour) == EtatAttribution::EnCours
    }

    /// Whether it has a first or a last day.
    #[must_use]
    pub const fn est_datee(&self) -> bool {
        self.du.is_some() || self.au.is_some()
    }
}

// ------------------------------------------------------------------- what is typed

/// Why an account is not opened or changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompteErreur {
    /// Empty, too long, or with other signs than letters, digits and `.-_@`.
    IdentifiantInvalide,
    /// The sign-in name is taken.
    IdentifiantPris,
    /// Empty, too long, or with control characters.
    NomInvalide,
    /// No mail address.
    MelInvalide,
    /// No role.
    SansRole,
    /// This role is held over an établissement: say which.
    RoleSansEtablissement(Role),
    /// This role is that of an intervenant: say which.
    RoleSansIntervenant,
    /// An établissement was given and no role is held over one.
    EtablissementInutile,
    /// No UAI.
    Uai(UaiErreur),
    /// No such établissement in the académie.
    EtablissementInconnu(Uai),
    /// No such intervenant in the académie.
    IntervenantInconnu(String),
    /// No such académie.
    AcademieInconnue(String),
    /// Several académies: say which.
    AcademieAPreciser(Vec<String>),
    /// No académie yet.
    AucuneAcademie,
    /// No account of this name.
    CompteInconnu,
    /// A day that cannot be read.
    JourIllisible,
    /// The last day is before the first.
    DatesInversees,
    /// The last day is over already.
    DejaPassee,
    /// The account holds this role there already.
    RoleDejaTenu,
    /// Nobody takes their last role of administrateur from themselves.
    SonDernierRole,
    /// The académie would be left without an administrateur whose role has no end.
    DernierAdministrateur,
    /// Who administers by delegation, until this day, gives no more than that, and nothing to
    /// themselves.
    AuDelaDeSaDelegation(NaiveDate),
    /// This is not done to one's own account.
    SonCompte,
    /// The account is closed: open it first.
    CompteFerme,
    /// The account is linked to no identity of a provider.
    SansLien,
    /// A link is sent to an address: the account has none.
    MelAbsent,
}

/// Whether who administers until the day `fin` (none: without end) may give the role of
/// administrateur until the day `au` (none: without end), to themselves or to somebody else.
///
/// # Errors
/// [`CompteErreur::AuDelaDeSaDelegation`].
pub fn delegation_permet(
    fin: Option<NaiveDate>,
    a_soi: bool,
    au: Option<NaiveDate>,
) -> Result<(), CompteErreur> {
    match fin {
        Some(fin) if a_soi || au.is_none_or(|au| au > fin) => {
            Err(CompteErreur::AuDelaDeSaDelegation(fin))
        }
        _ => Ok(()),
    }
}

/// A sign-in name as kept, when it may be one.
///
/// # Errors
/// [`CompteErreur::IdentifiantInvalide`].
pub fn lire_identifiant(saisi: &str) -> Result<String, CompteErreur> {
    let identifiant = identifiant_normalise(saisi);
    let permis = |c: char| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '@');
    if identifiant.is_empty()
        || identifiant.chars().count() > IDENTIFIANT_MAX
        || !identifiant.chars().all(permis)
    {
        return Err(CompteErreur::IdentifiantInvalide);
    }
    Ok(identifiant)
}

/// The name shown and the address of an account, cleaned.
///
/// # Errors
/// [`CompteErreur::NomInvalide`], [`CompteErreur::MelInvalide`].
pub fn lire_nom_et_mel(nom: &str, mel: &str) -> Result<(String, String), CompteErreur> {
    let propre = texte::nettoyer(nom);
    if propre.is_empty() || propre.chars().count() > NOM_MAX || texte::a_caractere_de_controle(nom)
    {
        return Err(CompteErreur::NomInvalide);
    }
    let mel = mel.trim().to_owned();
    if !mel.is_empty() && !mel_plausible(&mel) {
        return Err(CompteErreur::MelInvalide);
    }
    Ok((propre, mel))
}

/// A role to give, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisieAttribution {
    /// Its code.
    pub role: String,
    /// UAI of the établissement, for roles held over one.
    pub uai: String,
    /// Matricule of the intervenant, for that role.
    pub matricule: String,
    /// First day; empty for none.
    pub du: String,
    /// Last day; empty for none.
    pub au: String,
}

impl SaisieAttribution {
    /// The days typed, on a day.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn dates(
        &self,
        aujourd_hui: NaiveDate,
    ) -> Result<(Option<NaiveDate>, Option<NaiveDate>), CompteErreur> {
        let jour = |brut: &str| match brut.trim() {
            "" => Ok(None),
            brut => lire_jour(brut).map(Some).ok_or(CompteErreur::JourIllisible),
        };
        let (du, au) = (jour(&self.du)?, jour(&self.au)?);
        if let Some(au) = au {
            if du.is_some_and(|du| du > au) {
                return Err(CompteErreur::DatesInversees);
            }
            if au < aujourd_hui {
                return Err(CompteErreur::DejaPassee);
            }
        }
        Ok((du, au))
    }
}

/// An account to open, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaisieCompte {
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// Own address; may be empty.
    pub mel: String,
    /// Codes of the roles.
    pub roles: Vec<String>,
    /// UAI of the établissement, for roles held over one.
    pub uai: String,
    /// Matricule of the intervenant, for that role.
    pub matricule: String,
}

// ---------------------------------------------------------------------- screens

/// Which accounts of the list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum VueComptes {
    /// Open ones.
    #[default]
    Ouverts,
    /// Open ones whose owner has not chosen a password yet.
    Invites,
    /// Open ones that hold a role between two days.
    Delegations,
    /// Closed ones.
    Fermes,
    /// All of them.
    Tous,
}

impl VueComptes {
    /// Every view.
    pub const TOUTES: [Self; 5] = [
        Self::Ouverts,
        Self::Invites,
        Self::Delegations,
        Self::Fermes,
        Self::Tous,
    ];

    /// Code in an address.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ouverts => "ouverts",
            Self::Invites => "invites",
            Self::Delegations => "delegations",
            Self::Fermes => "fermes",
            Self::Tous => "tous",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        Self::TOUTES.into_iter().find(|v| v.code() == code)
    }
}

/// What is asked of the list of accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiltreComptes {
    /// Words of the names, the address or the établissement.
    pub mot_cle: String,
    /// Those that hold this role; none: any.
    pub role: Option<Role>,
    /// Which.
    pub vue: VueComptes,
    /// Which page, from 1; beyond the last one, the last one.
    #[serde(default)]
    pub page: u32,
}

/// A role as the screens show it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleVu {
    /// Its key.
    pub cle: i64,
    /// Which.
    pub role: Role,
    /// `NAME (UAI)` of its établissement; empty for roles held elsewhere.
    pub lieu: String,
    /// First day.
    pub du: Option<NaiveDate>,
    /// Last day.
    pub au: Option<NaiveDate>,
    /// Where it stands today.
    pub etat: EtatAttribution,
}

impl RoleVu {
    /// Whether it has a first or a last day.
    #[must_use]
    pub const fn est_date(&self) -> bool {
        self.du.is_some() || self.au.is_some()
    }
}

/// An account in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompteVu {
    /// Key.
    pub id: CompteId,
    /// Sign-in name.
    pub identifiant: String,
    /// Name shown.
    pub nom: String,
    /// Own address; may be empty.
    pub mel: String,
    /// Whether it is open.
    pub actif: bool,
    /// A link to choose a password waits, or has expired without having served.
    pub invite: bool,
    /// That link has expired: another one is to be made.
    #[serde(default)]
    pub lien_expire: bool,
    /// What it holds.
    pub roles: Vec<RoleVu>,
    /// A second factor is asked of it at sign-in.
    #[serde(default)]
    pub second_facteur: bool,
}

/// One page of the list of accounts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageComptes {
    /// At most [`LIGNES_COMPTES`] that the filter keeps, by name.
    pub lignes: Vec<CompteVu>,
    /// Which page it is, from 1.
    pub page: u32,
    /// How many accounts the filter keeps, on all pages.
    pub trouves: u32,
    /// How many there are.
    pub total: u32,
}

/// A session of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionVue {
    /// Its key: a digest, which opens nothing.
    pub cle: String,
    /// When it was opened, local.
    pub ouverte: String,
    /// When it last asked for something, local, within some minutes.
    pub vue: String,
    /// Browser and system, roughly; empty when they are not known.
    pub navigateur: String,
    /// It is the reader's own.
    pub presente: bool,
    /// Opened through the OpenID Connect provider.
    #[serde(default)]
    pub openid: bool,
}

/// A role as it was given or taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleDit {
    /// Which.
    pub role: Role,
    /// `NAME (UAI)` of its établissement; empty for roles held elsewhere.
    #[serde(default)]
    pub lieu: String,
    /// First day.
    #[serde(default)]
    pub du: Option<NaiveDate>,
    /// Last day.
    #[serde(default)]
    pub au: Option<NaiveDate>,
}

/// What was done to an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GesteCompte {
    /// Opened for the first time.
    Cree,
    /// Name or address changed.
    Modifie,
    /// A role given.
    RoleDonne(RoleDit),
    /// A role taken back.
    RoleRetire(RoleDit),
    /// Closed, with its sessions.
    Ferme,
    /// Opened again.
    Rouvert,
    /// A link to choose a password was made; the former password serves no more.
    Invite,
    /// The same, sent to its owner by the service.
    InviteParCourriel,
    /// A password was given on the server itself.
    Reinitialise,
    /// Its owner chose a password by the link.
    MotDePasseChoisi,
    /// Its owner changed their password.
    MotDePasseChange,
    /// Linked to an identity of the OpenID Connect provider.
    Lie,
    /// Linked no more.
    Delie,
    /// Sessions ended.
    SessionsFermees {
        /// How many.
        nombre: u32,
    },
    /// A second factor is asked for from then on.
    SecondFacteurActive,
    /// Its owner removed it.
    SecondFacteurRetire,
    /// It was removed for its owner, who can no longer use it.
    SecondFacteurReinitialise,
    /// Other recovery codes took the place of the former ones.
    CodesRenouveles,
    /// A recovery code was used to sign in.
    CodeSecoursServi {
        /// How many are left.
        restent: u32,
    },
}

/// A line of the history of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LigneCompte {
    /// When, local.
    pub date: String,
    /// By whom; empty for the command line and the server itself.
    pub auteur: String,
    /// What.
    pub geste: GesteCompte,
}

/// The page of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FicheCompte {
    /// The account.
    pub compte: CompteVu,
    /// Counts the changes; a change made on an older one is refused.
    pub version: i32,
    /// `NOM Prénom` of the intervenant it is; empty when it is none.
    pub intervenant: String,
    /// When it was opened, local.
    pub cree_le: String,
    /// Until when the link to choose a password serves, local; empty when none waits.
    pub invitation: String,
    /// That link serves no more: its days are over.
    pub invitation_expiree: bool,
    /// Where the latest mail that carries such a link stands; none when none was asked for.
    #[serde(default)]
    pub courriel: Option<crate::EtatCourriel>,
    /// It is the reader's own account.
    pub le_mien: bool,
    /// Its link to an identity of the OpenID Connect provider.
    #[serde(default)]
    pub openid: Option<crate::LienOpenId>,
    /// Its sessions, latest seen first.
    pub sessions: Vec<SessionVue>,
    /// What was done to it, latest first.
    pub historique: Vec<LigneCompte>,
}

/// A browser and its system, from what the browser says of itself, as roughly as somebody
/// needs to recognise their own: `Firefox, Windows`. Empty when it is none of the usual ones.
#[must_use]
pub fn navigateur_sommaire(agent: &str) -> String {
    // In this order: most of them claim to be the ones after.
    let navigateurs = [
        ("Edg", "Edge"),
        ("Firefox/", "Firefox"),
        ("FxiOS/", "Firefox"),
        ("Chrome/", "Chrome"),
        ("CriOS/", "Chrome"),
        ("Safari/", "Safari"),
    ];
    let systemes = [
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Android", "Android"),
        ("Windows", "Windows"),
        ("Mac OS X", "macOS"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let trouve = |connus: &[(&str, &'static str)]| {
        connus
            .iter()
            .find(|(signe, _)| agent.contains(signe))
            .map(|(_, nom)| *nom)
    };
    let lus: Vec<&str> = [trouve(&navigateurs), trouve(&systemes)]
        .into_iter()
        .flatten()
        .collect();
    lus.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::EtablissementId;

    fn jour(j: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 3, j).unwrap()
    }

    #[test]
    fn une_delegation_a_ses_jours() {
        let d = |du, au| {
            AttributionDatee {
                attribution: Attribution {
                    role: Role::ChefEtablissement,
                    etablissement: Some(EtablissementId(3)),
                },
                du,
                au,
            }
            .etat(jour(10))
        };
        use EtatAttribution as E;
        assert_eq!(d(None, None), E::EnCours);
        assert_eq!(d(Some(jour(10)), Some(jour(10))), E::EnCours);
        assert_eq!(d(Some(jour(11)), None), E::AVenir);
        assert_eq!(d(None, Some(jour(9))), E::Terminee);
        // Long over, whatever its first day says.
        assert_eq!(d(Some(jour(11)), Some(jour(9))), E::Terminee);
    }

    #[test]
    fn les_dates_saisies_ont_un_sens() {
        let lire = |du: &str, au: &str| {
            SaisieAttribution {
                du: du.into(),
                au: au.into(),
                ..SaisieAttribution::default()
            }
            .dates(jour(10))
        };
        assert_eq!(lire("", ""), Ok((None, None)));
        assert_eq!(
            lire("2026-03-01", "2026-03-10"),
            Ok((Some(jour(1)), Some(jour(10))))
        );
        assert_eq!(lire("x", ""), Err(CompteErreur::JourIllisible));
        assert_eq!(
            lire("2026-03-12", "2026-03-11"),
            Err(CompteErreur::DatesInversees)
        );
        assert_eq!(lire("", "2026-03-09"), Err(CompteErreur::DejaPassee));
    }

    #[test]
    fn identifiant_nom_et_adresse() {
        assert_eq!(lire_identifiant(" A.Martin "), Ok("a.martin".into()));
        for faux in ["", "a b", &"a".repeat(61), "a/b"] {
            assert_eq!(
                lire_identifiant(faux),
                Err(CompteErreur::IdentifiantInvalide),
                "{faux}"
            );
        }
        assert_eq!(
            lire_nom_et_mel(" Anne  Martin ", " a@ac.example "),
            Ok(("Anne Martin".into(), "a@ac.example".into()))
        );
        assert_eq!(lire_nom_et_mel("", ""), Err(CompteErreur::NomInvalide));
        assert_eq!(lire_nom_et_mel("a\nb", ""), Err(CompteErreur::NomInvalide));
        assert_eq!(lire_nom_et_mel("A", "x"), Err(CompteErreur::MelInvalide));
    }

    #[test]
    fn une_delegation_ne_donne_pas_plus_qu_elle() {
        let fin = jour(20);
        let refus = Err(CompteErreur::AuDelaDeSaDelegation(fin));
        assert_eq!(delegation_permet(None, true, None), Ok(()));
        assert_eq!(delegation_permet(None, false, Some(jour(31))), Ok(()));
        assert_eq!(delegation_permet(Some(fin), false, None), refus);
        assert_eq!(delegation_permet(Some(fin), false, Some(jour(21))), refus);
        assert_eq!(delegation_permet(Some(fin), false, Some(fin)), Ok(()));
        assert_eq!(delegation_permet(Some(fin), true, Some(jour(19))), refus);
    }

    #[test]
    fn les_vues_se_relisent() {
        for v in VueComptes::TOUTES {
            assert_eq!(VueComptes::lire(v.code()), Some(v));
        }
        assert_eq!(VueComptes::lire("autre"), None);
    }

    #[test]
    fn un_navigateur_se_reconnait_en_gros() {
        for (agent, attendu) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:130.0) Gecko/20100101 Firefox/130.0",
                "Firefox, Windows",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36 Edg/129.0",
                "Edge, Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129.0 Safari/537.36",
                "Chrome, Linux",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1 Version/17.0 Mobile/15E148 Safari/604.1",
                "Safari, iPhone",
            ),
            ("curl/8.0", ""),
            ("", ""),
        ] {
            assert_eq!(navigateur_sommaire(agent), attendu);
        }
    }
}
