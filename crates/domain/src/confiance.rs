//! What lets people trust a letter: that it replaces another and what it changes, that
//! the person has read it, that it is genuine.

use crate::convocation::Affectation;
use crate::historique::{ChampAffectation, Changement};
use crate::mission::Creneau;
use crate::{ConvocationId, EtatCourriel, Moment, NaiveDate, texte};
use serde::{Deserialize, Serialize};

// ------------------------------------------------------------------- replacing

/// What a letter replaces: what the person received last.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Remplacement {
    /// Day the former one was accepted by the mail server, in the académie's time.
    pub date: NaiveDate,
    /// It was a cancellation: the convocation stands again.
    pub annulation: bool,
    /// What differs; empty when it is not known (sent before that was kept).
    pub changements: Vec<Changement>,
    /// Days that it has no more.
    pub jours_retires: Vec<Creneau>,
}

/// Most lines of one field told on a letter before the rest is only counted.
const LIGNES_DITES: usize = 4;
/// Most characters of one line told on a letter.
const SIGNES_DITS: usize = 90;

impl Remplacement {
    /// What a letter says that it replaces, given what was last received (none when that
    /// was not kept), how many versions ago, and what it says now. None when nothing that
    /// was received differs.
    #[must_use]
    pub fn de(
        date: NaiveDate,
        annulation: bool,
        avant: Option<&Affectation>,
        version_avant: i32,
        apres: &Affectation,
        version: i32,
    ) -> Option<Self> {
        let changements = avant.map_or_else(Vec::new, |a| a.changements(apres));
        let differe = match avant {
            Some(_) => !changements.is_empty(),
            None => version > version_avant,
        };
        let jours_retires = avant.map_or_else(Vec::new, |a| {
            a.creneaux
                .iter()
                .filter(|c| apres.creneaux.iter().all(|x| x.jour != c.jour))
                .copied()
                .collect()
        });
        (annulation || differe).then_some(Self {
            date,
            annulation,
            changements,
            jours_retires,
        })
    }
}

impl Changement {
    /// The change in two short texts, before and after, for a letter: of days, only those
    /// that differ; of a long text, its beginning. An empty side says nothing.
    #[must_use]
    pub fn en_bref(&self) -> (String, String) {
        let (avant, apres): (Vec<&String>, Vec<&String>) = if self.champ == ChampAffectation::Jours
        {
            (
                self.avant
                    .iter()
                    .filter(|l| !self.apres.contains(l))
                    .collect(),
                self.apres
                    .iter()
                    .filter(|l| !self.avant.contains(l))
                    .collect(),
            )
        } else {
            (self.avant.iter().collect(), self.apres.iter().collect())
        };
        (bref(&avant), bref(&apres))
    }
}

fn bref(lignes: &[&String]) -> String {
    let mut dites: Vec<String> = lignes
        .iter()
        .filter(|l| !l.trim().is_empty())
        .take(LIGNES_DITES)
        .map(|l| texte::abreger(l.trim(), SIGNES_DITS))
        .collect();
    if lignes.len() > LIGNES_DITES {
        dites.push("…".to_owned());
    }
    dites.join("\u{202f}; ")
}

// ----------------------------------------------------------------------- links

/// Addresses printed on a letter, and the code that a person may type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Liens {
    /// Where the person says that they have read it: for them alone.
    pub accuse: String,
    /// Where anybody checks the letter: in the QR code.
    pub verification: String,
    /// Where the code is typed: `imagin.exemple.fr/verifier`.
    pub page_verification: String,
    /// The code, in groups.
    pub code: String,
}

/// Days during which the link of a letter serves, after the latest of its last day, its
/// last change and its last sending.
pub const LIEN_JOURS: i64 = 60;

// ----------------------------------------------------------------------- codes

/// Bytes of the signature in a code: 80 bits.
pub const CODE_OCTETS: usize = 10;
/// Signs of the signature.
const CODE_SIGNATURE: usize = CODE_OCTETS * 8 / 5;
/// Fewest signs of the convocation's key: whole groups of four with the edition.
const CODE_CLE: usize = 6;
/// Signs of the edition.
const CODE_EDITION: usize = 2;
/// Most signs looked at in what was typed.
const CODE_SAISIE_MAX: usize = 80;
/// Crockford's base 32: no I, L, O, U.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a code says before its signature is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeLu {
    /// Which convocation.
    pub convocation: ConvocationId,
    /// Which edition of its letter, below 1024.
    pub edition: i32,
    /// The signature.
    pub signature: [u8; CODE_OCTETS],
}

pub(crate) fn signe(valeur: u64) -> char {
    ALPHABET
        .get((valeur & 31) as usize)
        .map_or('0', |s| char::from(*s))
}

/// What a sign is worth, whatever its case.
pub(crate) fn valeur_du_signe(signe: char) -> Option<u64> {
    let signe = signe.to_ascii_uppercase();
    let rang = ALPHABET.iter().position(|a| char::from(*a) == signe)?;
    Some(rang as u64)
}

/// Editions counted in a code: after 1023 changes codes come back with another
/// signature.
#[must_use]
pub const fn edition_du_code(edition: i32) -> i32 {
    edition & 1023
}

impl CodeLu {
    /// The code without groups, in capitals.
    #[must_use]
    pub fn ecrire(&self) -> String {
        let mut code = String::with_capacity(32);
        for paquet in self.signature.chunks(5) {
            let bits = paquet.iter().fold(0_u64, |n, o| n << 8 | u64::from(*o));
            code.extend((0..8).rev().map(|i| signe(bits >> (i * 5))));
        }
        let cle = self.convocation.0.unsigned_abs();
        let chiffres = (u64::BITS - cle.leading_zeros()).div_ceil(5) as usize;
        code.extend((0..chiffres.max(CODE_CLE)).rev().map(|i| {
            signe(
                cle.checked_shr(u32::try_from(i * 5).unwrap_or(64))
                    .unwrap_or(0),
            )
        }));
        let edition = u64::from(edition_du_code(self.edition).unsigned_abs());
        code.extend((0..CODE_EDITION).rev().map(|i| signe(edition >> (i * 5))));
        code
    }

    /// Reads a code as people type it: in groups or not, in capitals or not, O for 0, I or
    /// L for 1. None when it cannot be one of ours.
    #[must_use]
    pub fn lire(saisie: &str) -> Option<Self> {
        if saisie.chars().nth(CODE_SAISIE_MAX).is_some() {
            return None;
        }
        let mut valeurs = Vec::with_capacity(32);
        for c in saisie.chars() {
            if c.is_whitespace() || matches!(c, '-' | '‐' | '‑' | '–' | '.') {
                continue;
            }
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                autre => autre,
            };
            let rang = ALPHABET.iter().position(|a| char::from(*a) == c)?;
            valeurs.push(rang as u64);
        }
        let cle = valeurs.len().checked_sub(CODE_SIGNATURE + CODE_EDITION)?;
        // Twelve signs hold 60 bits; more digits than needed are not ours.
        if !(CODE_CLE..=12).contains(&cle) {
            return None;
        }
        let (signature, reste) = valeurs.split_at(CODE_SIGNATURE);
        let (cle, edition) = reste.split_at(cle);
        if cle.len() > CODE_CLE && cle.first() == Some(&0) {
            return None;
        }
        let nombre = |signes: &[u64]| signes.iter().fold(0_u64, |n, s| n << 5 | s);
        let mut octets = [0; CODE_OCTETS];
        for (paquet, sortie) in signature.chunks(8).zip(octets.chunks_mut(5)) {
            let bits = nombre(paquet).to_be_bytes();
            sortie.copy_from_slice(bits.get(3..)?);
        }
        Some(Self {
            convocation: ConvocationId(i64::try_from(nombre(cle)).ok()?),
            edition: i32::try_from(nombre(edition)).ok()?,
            signature: octets,
        })
    }
}

/// A code in groups of four, as it is printed: `K7QX-3M9P-2RTD-8WZN-0000-C1S1`.
#[must_use]
pub fn grouper_code(code: &str) -> String {
    let mut groupes = String::with_capacity(code.len() * 5 / 4);
    for (i, c) in code.chars().enumerate() {
        if i > 0 && i % 4 == 0 {
            groupes.push('-');
        }
        groupes.push(c);
    }
    groupes
}

// --------------------------------------------------------------------- answers

/// What a person answers to their convocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum GenreReponse {
    /// *J’ai pris connaissance*.
    Lue,
    /// *Je signale un empêchement*.
    Empechement,
}

impl GenreReponse {
    /// Code in forms and the database.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lue => "lue",
            Self::Empechement => "empechement",
        }
    }

    /// Reads a code.
    #[must_use]
    pub fn lire(code: &str) -> Option<Self> {
        [Self::Lue, Self::Empechement]
            .into_iter()
            .find(|g| g.code() == code)
    }
}

/// Longest text of an impediment, in characters.
pub const EMPECHEMENT_MAX: usize = 1_000;

/// The latest answer of a person to the present edition of their convocation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Reponse {
    /// Which.
    pub genre: GenreReponse,
    /// The impediment, in the person's words; empty for who may not read it.
    pub texte: String,
    /// When it was received.
    pub recue: Moment,
    /// When, in the académie's time: `16/02/2021 08:05`; empty until somebody works it out.
    pub date: String,
}

/// Whether somebody may be reminded of a convocation: they received it as it is, and have
/// not answered.
#[must_use]
pub fn attend_reponse(ligne: &crate::ConvocationLigne) -> bool {
    ligne.a_un_mel()
        && ligne.reponse.is_none()
        && ligne.dernier_envoi.as_ref().is_some_and(|e| {
            e.etat == EtatCourriel::Envoye && !e.modifiee_depuis && !e.annulee_depuis
        })
}

/// Why an answer is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ReponseErreur {
    /// An impediment without a word.
    TexteVide,
    /// More than [`EMPECHEMENT_MAX`] characters.
    TexteTropLong,
    /// A control character other than a line end.
    CaractereInterdit,
}

/// The text of an impediment, cleaned.
///
/// # Errors
/// What is wrong with it.
pub fn lire_empechement(saisi: &str) -> Result<String, ReponseErreur> {
    let propre = texte::nettoyer_lignes(saisi).trim().to_owned();
    if propre.is_empty() {
        return Err(ReponseErreur::TexteVide);
    }
    if propre.chars().count() > EMPECHEMENT_MAX {
        return Err(ReponseErreur::TexteTropLong);
    }
    if texte::a_caractere_de_controle_hors_lignes(&propre) {
        return Err(ReponseErreur::CaractereInterdit);
    }
    Ok(propre)
}

/// Where the convocation of a link or of a code stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EtatLettre {
    /// It is the one that counts.
    Valable,
    /// Another edition of it counts.
    Remplacee,
    /// It was deleted.
    Annulee,
    /// The link serves no more.
    Expiree,
    /// No letter of ours bears this.
    Inconnue,
}

impl EtatLettre {
    /// Where a letter stands: `edition` as its code was signed, `presente` the one that
    /// stands, if one does.
    #[must_use]
    pub const fn de(edition: i32, presente: Option<i32>, annulee: bool) -> Self {
        match presente {
            Some(p) if p == edition => Self::Valable,
            Some(_) => Self::Remplacee,
            None if annulee => Self::Annulee,
            None => Self::Inconnue,
        }
    }
}

/// `M. D.`: the initials of a person, all that a checked letter shows of them.
#[must_use]
pub fn initiales(prenom: &str, nom: &str) -> String {
    [prenom, nom]
        .into_iter()
        .filter_map(|n| n.chars().find(|c| c.is_alphabetic()))
        .map(|c| format!("{}.", c.to_uppercase()))
        .collect::<Vec<_>>()
        .join("\u{a0}")
}

/// The last day of a convocation.
#[must_use]
pub fn dernier_jour(creneaux: &[Creneau]) -> Option<NaiveDate> {
    creneaux.iter().map(|c| c.jour).max()
}

// -------------------------------------------------------------- cancellations

/// What became of a cancellation when its deletion was taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum AnnulationReprise {
    /// There was none.
    #[default]
    Aucune,
    /// It had not left, and does not.
    Retiree,
    /// It had left, or was leaving: the convocation has to be sent again.
    Partie,
}

/// A cancellation that was sent, or is on its way, as the page of the mission lists it.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct AnnulationEnvoyee {
    /// Key of its mail.
    pub courriel: crate::CourrielId,
    /// `NOM Prénom`.
    pub nom: String,
    /// Address it goes to.
    pub adresse: String,
    /// Where it stands, as the row of a convocation would say it.
    pub envoi: crate::DernierEnvoi,
    /// Somebody noted that the person knows of it otherwise.
    #[serde(default)]
    pub reglee: bool,
}

impl AnnulationEnvoyee {
    /// Whether it did not arrive: it may be sent again.
    #[must_use]
    pub const fn perdue(&self) -> bool {
        matches!(
            self.envoi.etat,
            crate::EtatCourriel::Echec | crate::EtatCourriel::Retour
        )
    }

    /// Whether the person still believes that they are expected, for all that is known.
    #[must_use]
    pub const fn a_regler(&self) -> bool {
        self.perdue() && !self.reglee
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(convocation: i64, edition: i32) -> CodeLu {
        CodeLu {
            convocation: ConvocationId(convocation),
            edition,
            signature: [0xff, 1, 2, 3, 4, 5, 6, 7, 8, 0xfe],
        }
    }

    #[test]
    fn un_code_se_tape_comme_on_veut() {
        let ecrit = code(12_345, 1).ecrire();
        assert_eq!(ecrit.len(), 24);
        let groupe = grouper_code(&ecrit);
        assert_eq!(groupe.split('-').count(), 6);
        let lu = Some(code(12_345, 1));
        for saisie in [
            ecrit.clone(),
            groupe.clone(),
            groupe.to_lowercase(),
            groupe.replace('-', " "),
            format!("  {} \n", groupe.replace('-', "\u{a0}")),
            ecrit.replace('0', "O").replace('1', "l"),
            ecrit.replace('0', "o").replace('1', "I"),
        ] {
            assert_eq!(CodeLu::lire(&saisie), lu, "{saisie}");
        }
        for faux in [
            "",
            "0",
            &ecrit[1..],
            &format!("{ecrit}U"),
            &format!("{}U{}", &ecrit[..10], &ecrit[11..]),
            // One more digit than the key needs: another writing of the same.
            &format!("{}0{}", &ecrit[..16], &ecrit[16..]),
            &"0".repeat(10_000),
            "é",
        ] {
            assert_eq!(CodeLu::lire(faux), None, "{faux}");
        }
    }

    proptest! {
        #[test]
        fn un_code_se_relit(cle in 0_i64..1 << 59, edition in 0_i32..1024, signature: [u8; 10]) {
            let code = CodeLu { convocation: ConvocationId(cle), edition, signature };
            prop_assert_eq!(CodeLu::lire(&code.ecrire()), Some(code));
        }

        #[test]
        fn rien_ne_fait_tomber_la_lecture(saisie: String) {
            if let Some(code) = CodeLu::lire(&saisie) {
                prop_assert_eq!(CodeLu::lire(&code.ecrire()), Some(code));
            }
        }
    }

    #[test]
    fn les_etats_d_une_lettre() {
        use EtatLettre as E;
        assert_eq!(E::de(2, Some(2), false), E::Valable);
        assert_eq!(E::de(1, Some(2), false), E::Remplacee);
        assert_eq!(E::de(1, None, true), E::Annulee);
        assert_eq!(E::de(1, None, false), E::Inconnue);
        assert_eq!(E::de(1, Some(1025), false), E::Remplacee);
    }

    #[test]
    fn un_empechement_a_un_texte() {
        assert_eq!(
            lire_empechement("  Hospitalisé.\r\nDu 1er au 3 "),
            Ok("Hospitalisé.\nDu 1er au 3".into())
        );
        assert_eq!(lire_empechement(" \n "), Err(ReponseErreur::TexteVide));
        assert_eq!(
            lire_empechement(&"é".repeat(EMPECHEMENT_MAX)).map(|t| t.chars().count()),
            Ok(1_000)
        );
        assert_eq!(
            lire_empechement(&"é".repeat(EMPECHEMENT_MAX + 1)),
            Err(ReponseErreur::TexteTropLong)
        );
        assert_eq!(
            lire_empechement("a\u{7}b"),
            Err(ReponseErreur::CaractereInterdit)
        );
    }

    #[test]
    fn des_initiales_et_rien_de_plus() {
        assert_eq!(initiales("Œnone", "D’ARRAS"), "Œ.\u{a0}D.");
        assert_eq!(initiales("", "’élie"), "É.");
    }

    #[test]
    fn un_remplacement_se_dit_quand_quelque_chose_differe() {
        let jour = NaiveDate::from_ymd_opt(2021, 1, 12).unwrap();
        let avant = Affectation {
            salle: "205".into(),
            ..Affectation::default()
        };
        let apres = Affectation {
            salle: "101".into(),
            ..Affectation::default()
        };
        let de = |annulation, avant, version| {
            Remplacement::de(jour, annulation, avant, 1, &apres, version)
        };
        assert_eq!(de(false, Some(&avant), 2).unwrap().changements.len(), 1);
        assert_eq!(de(false, Some(&apres), 5), None, "la même qu’avant");
        assert_eq!(de(false, None, 1), None);
        assert_eq!(de(false, None, 2).unwrap().changements, []);
        assert!(de(true, Some(&apres), 2).unwrap().annulation);
    }

    #[test]
    fn seuls_les_jours_qui_changent_sont_dits() {
        let jour = |j: u32| format!("{j:02}/02/2021, 8\u{a0}h\u{a0}–\u{a0}12\u{a0}h");
        let changement = Changement {
            champ: ChampAffectation::Jours,
            avant: (1..=20).map(jour).collect(),
            apres: (2..=21).map(jour).collect(),
        };
        assert_eq!(changement.en_bref(), (jour(1), jour(21)));
        let long = Changement {
            champ: ChampAffectation::Observation,
            avant: vec!["é".repeat(500); 6],
            apres: vec![],
        };
        let (avant, apres) = long.en_bref();
        assert!(avant.chars().count() < 5 * (SIGNES_DITS + 5), "{avant}");
        assert_eq!(apres, "");
    }
}
