//! The intervenants. Each is made from the seed and a rank alone, so that a
//! million of them need no memory, and a larger académie begins with the people
//! of a smaller one.

use crate::academie::{self, DISCIPLINES};
use crate::alea::{Alea, Genre};
use crate::noms::{COMMUNES, NOMS, PRENOMS_F, PRENOMS_M, RACINES, RUES, TERMINAISONS};
use crate::{DOMAINE, DOMAINE_PERSONNEL, IntervenantDemo, RattachementDemo};
use domain::{Adresse, Civilite, Uai, texte};

/// So many people get a name of their own before homonyms appear by chance.
const SANS_HOMONYME: usize = 20_000;

/// Which mail addresses of somebody are known.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mels {
    Deux,
    Professionnel,
    Personnel,
    Aucun,
}

/// Somebody whose name is laid down: those whom the memo's screens show, and the
/// homonyms.
struct Fixe {
    /// Rank in the list of établissements; 0 is Bellevue.
    etablissement: usize,
    discipline: Option<&'static str>,
    civilite: Civilite,
    nom: &'static str,
    prenom: &'static str,
    mels: Mels,
}

const fn fixe(
    etablissement: usize,
    discipline: &'static str,
    civilite: Civilite,
    nom: &'static str,
    prenom: &'static str,
    mels: Mels,
) -> Fixe {
    Fixe {
        etablissement,
        discipline: if discipline.is_empty() {
            None
        } else {
            Some(discipline)
        },
        civilite,
        nom,
        prenom,
        mels,
    }
}

const F: Civilite = Civilite::Madame;
const M: Civilite = Civilite::Monsieur;
use Mels::{Aucun, Deux, Personnel, Professionnel};

/// The first ones, all at Bellevue. In each discipline they are in the order in
/// which the missions convoke them.
#[rustfmt::skip]
const FIXES_BELLEVUE: &[Fixe] = &[
    // The one person convoked to 172278, whose discipline the memo's screen
    // leaves empty; also the account `intervenant`.
    fixe(0, "", F, "D'ARRAS", "Sarah-Anna", Deux),
    fixe(0, "L1500", F, "BONNEFOUS", "Claire", Deux),
    fixe(0, "L1500", M, "CASTELFRANC", "Nicolas", Deux),
    fixe(0, "L1500", F, "DIEUZAIDE", "Nadia", Professionnel),
    fixe(0, "L1500", M, "FIGEAC", "Simon", Deux),
    fixe(0, "L1500", F, "FABRE-SIRVEN", "Agnès", Professionnel),
    fixe(0, "L1500", F, "LE CALVEZ", "Anaïs", Deux),
    fixe(0, "L1500", M, "MARTIN-LAVIGNE", "Sébastien", Deux),
    fixe(0, "L1500", M, "NUÑEZ", "Raphaël", Personnel),
    fixe(0, "L1500", F, "ÉVRARD", "Zoé", Deux),
    fixe(0, "L1500", M, "LY", "Samuel", Deux),
    fixe(0, "L7100", F, "AZÉMA", "Bénédicte", Deux),
    fixe(0, "L7100", M, "DE LA TOUR", "Jean-Pierre", Deux),
    fixe(0, "L7100", F, "GIRAUD-MÉRIC", "Œnone", Personnel),
    fixe(0, "L7100", M, "LE GOFF", "Noël", Aucun),
    fixe(0, "L7100", F, "PAGÈS", "Marie Claire", Professionnel),
    fixe(0, "L1000", F, "MARTIN", "Anne", Deux),
    fixe(0, "L1000", M, "GARRIGUES", "Étienne", Deux),
    fixe(0, "L1000", F, "NOGUÈS-PÉRIÉ", "Geneviève", Professionnel),
    fixe(0, "L1000", M, "D’ESPARBÈS", "Charles-Édouard", Deux),
    // Same name, same établissement: only the discipline tells them apart.
    fixe(0, "L0422", F, "MARTIN", "Anne", Deux),
    fixe(0, "L0422", M, "O'BRIEN", "Patrice", Deux),
    fixe(0, "L0202", F, "DUPONT", "Marie", Deux),
    fixe(0, "L0100", M, "DE SAINT-ANDRÉ", "François-Xavier", Deux),
    fixe(0, "L1600", F, "ROUMÉGOUX", "Gaëlle", Deux),
    // Administrative staff: who scans the papers.
    fixe(0, "", F, "PUECH", "Colette", Professionnel),
    fixe(0, "", M, "SANS", "Luc", Deux),
];

/// Homonyms elsewhere, of those above and of each other; then names that try
/// the width of a letter or of a column.
#[rustfmt::skip]
const FIXES_AILLEURS: &[Fixe] = &[
    fixe(1, "L1300", F, "MARTIN", "Anne", Deux),
    fixe(13, "L0422", F, "MARTIN", "Anne", Professionnel),
    fixe(6, "L0202", F, "DUPONT", "Marie", Deux),
    fixe(24, "L0426", F, "DUPONT", "Marie", Personnel),
    fixe(2, "L1500", M, "GARCIA", "Philippe", Deux),
    fixe(28, "L1300", M, "GARCIA", "Philippe", Deux),
    fixe(3, "L1000", M, "LEROY", "Jean-Pierre", Deux),
    fixe(21, "L1000", M, "LEROY", "Jean-Pierre", Professionnel),
    fixe(7, "L0100", F, "DURAND", "Nathalie", Deux),
    fixe(17, "L1600", F, "DURAND", "Nathalie", Deux),
    fixe(22, "L8010", F, "DURAND", "Nathalie", Aucun),
    fixe(5, "L1000", F, "BERTHOUMIEU", "Solène", Deux),
    fixe(4, "L0201", F, "SAINT-HILAIRE DE MONTFERRAND-LASSALLE", "Marie-Charlotte Bérengère", Deux),
    fixe(9, "L0424", F, "NY", "Linh", Deux),
];

/// Those of whom the names are laid down who share their service: family name, first name,
/// and rank of the établissement where they are à titre secondaire. Two of Bellevue work
/// elsewhere too; one comes to Bellevue, of a discipline that no number of the memo counts.
const PARTAGES: &[(&str, &str, usize)] = &[
    ("DE SAINT-ANDRÉ", "François-Xavier", 5),
    ("ROUMÉGOUX", "Gaëlle", 1),
    ("NY", "Linh", 0),
];

/// Everything needed to make any intervenant from their rank.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Personnes {
    graine: u64,
    nombre: usize,
    uais: Vec<Uai>,
    tailles: Vec<u32>,
    disciplines: Vec<u32>,
    /// Disciplines of the people of Bellevue who follow [`FIXES_BELLEVUE`].
    bellevue: Vec<&'static str>,
    /// Pairs (family name, first name), as one number, in an order drawn once.
    combinaisons: Vec<u32>,
    noms_mel: Vec<String>,
    prenoms_mel: Vec<String>,
}

const PRENOMS: usize = PRENOMS_F.len() + PRENOMS_M.len();

impl Personnes {
    pub(crate) fn nouvelles(graine: u64, nombre: usize) -> Self {
        let fiches = academie::etablissements();
        Self {
            graine,
            nombre,
            uais: fiches.into_iter().map(|e| e.uai).collect(),
            tailles: academie::cumul_tailles(),
            disciplines: academie::cumul_disciplines(),
            bellevue: places_bellevue().collect(),
            combinaisons: combinaisons(graine),
            noms_mel: NOMS.iter().map(|n| pour_mel(n)).collect(),
            prenoms_mel: (0..PRENOMS).map(|p| pour_mel(prenom(p).1)).collect(),
        }
    }

    pub(crate) const fn nombre(&self) -> usize {
        self.nombre
    }

    /// Who shares their service, and with which établissement.
    pub(crate) fn rattachements(&self) -> Vec<RattachementDemo> {
        let ailleurs = FIXES_BELLEVUE.len() + self.bellevue.len();
        PARTAGES
            .iter()
            .filter_map(|(nom, prenom, lieu)| {
                let est = |f: &Fixe| f.nom == *nom && f.prenom == *prenom;
                let rang = FIXES_BELLEVUE.iter().position(est).or_else(|| {
                    let rang = FIXES_AILLEURS.iter().position(est)?;
                    Some(ailleurs + rang)
                })?;
                Some(RattachementDemo {
                    intervenant: matricule(rang),
                    etablissement: self.uais.get(*lieu)?.clone(),
                })
            })
            .collect()
    }

    pub(crate) fn toutes(&self) -> impl ExactSizeIterator<Item = IntervenantDemo> {
        (0..self.nombre).map(|rang| self.personne(rang))
    }

    /// The person of a rank, whatever ranks were made before.
    pub(crate) fn personne(&self, rang: usize) -> IntervenantDemo {
        let mut alea = Alea::pour(self.graine, Genre::Personne, rang as u64);
        let ailleurs = FIXES_BELLEVUE.len() + self.bellevue.len();
        if let Some(fixe) = FIXES_BELLEVUE.get(rang) {
            return self.fixe(rang, fixe, &mut alea);
        }
        if let Some(discipline) = self.bellevue.get(rang - FIXES_BELLEVUE.len()) {
            return self.ordinaire(rang, Some(0), Some(discipline), &mut alea);
        }
        if let Some(fixe) = FIXES_AILLEURS.get(rang - ailleurs) {
            return self.fixe(rang, fixe, &mut alea);
        }
        // One in a hundred is external: no établissement, and a postal address.
        let etablissement = (rang % 100 != 37).then(|| alea.pondere(&self.tailles));
        let sans_discipline = alea.chance(if etablissement.is_none() { 50 } else { 3 });
        let discipline = DISCIPLINES
            .get(alea.pondere(&self.disciplines))
            .filter(|_| !sans_discipline)
            .map(|p| p.code);
        self.ordinaire(rang, etablissement, discipline, &mut alea)
    }

    fn fixe(&self, rang: usize, fixe: &Fixe, alea: &mut Alea) -> IntervenantDemo {
        let homonymes = FIXES_BELLEVUE
            .iter()
            .chain(FIXES_AILLEURS)
            .take_while(|f| !core::ptr::eq(*f, fixe))
            .filter(|f| f.nom == fixe.nom && f.prenom == fixe.prenom)
            .count();
        let mut local = format!("{}.{}", pour_mel(fixe.prenom), pour_mel(fixe.nom));
        if homonymes > 0 {
            local.push_str(&(homonymes + 1).to_string());
        }
        let (mel_professionnel, mel_personnel) = adresses(&local, fixe.mels);
        IntervenantDemo {
            matricule: matricule(rang),
            civilite: fixe.civilite,
            nom: fixe.nom.to_owned(),
            prenom: fixe.prenom,
            etablissement: self.uais.get(fixe.etablissement).cloned(),
            discipline: fixe.discipline,
            mel_professionnel,
            mel_personnel,
            // The account `intervenant` shows a letter with a postal address.
            adresse: if rang == 0 {
                adresse(alea)
            } else {
                Adresse::default()
            },
        }
    }

    fn ordinaire(
        &self,
        rang: usize,
        etablissement: Option<usize>,
        discipline: Option<&'static str>,
        alea: &mut Alea,
    ) -> IntervenantDemo {
        let (civilite, nom, prenom, local) = self.identite(rang, alea);
        let mels = match alea.sous(1_000) {
            0..10 => Mels::Aucun,
            10..25 => Mels::Personnel,
            25..600 => Mels::Deux,
            _ => Mels::Professionnel,
        };
        // External people have no address of the académie.
        let mels = match mels {
            Mels::Deux | Mels::Professionnel if etablissement.is_none() => Mels::Personnel,
            m => m,
        };
        let (mel_professionnel, mel_personnel) = adresses(&local, mels);
        let avec_adresse = etablissement.is_none() || alea.chance(40);
        IntervenantDemo {
            matricule: matricule(rang),
            // Some files do not say: the letter must do without.
            civilite: if alea.chance(2) {
                Civilite::Inconnue
            } else {
                civilite
            },
            nom,
            prenom,
            etablissement: etablissement.and_then(|e| self.uais.get(e).cloned()),
            discipline,
            mel_professionnel,
            mel_personnel,
            adresse: if avec_adresse {
                adresse(alea)
            } else {
                Adresse::default()
            },
        }
    }

    /// Title, family name, first name, and the part of the mail addresses before `@`.
    fn identite(&self, rang: usize, alea: &mut Alea) -> (Civilite, String, &'static str, String) {
        let tiree = self.combinaisons.get(rang).copied();
        let combinaison = tiree.map_or_else(|| alea.sous(NOMS.len() * PRENOMS), |c| c as usize);
        let (n, p) = (combinaison / PRENOMS, combinaison % PRENOMS);
        let (civilite, prenom) = prenom(p);
        let mut nom = NOMS.get(n).copied().unwrap_or_default().to_owned();
        let mut nom_mel = self.noms_mel.get(n).cloned().unwrap_or_default();
        if tiree.is_none() && alea.chance(50) {
            nom = format!("{}{}", alea.parmi(RACINES), alea.parmi(TERMINAISONS));
            nom_mel = pour_mel(&nom);
        }
        if alea.chance(if tiree.is_none() { 15 } else { 4 }) && simple(&nom) {
            let second = alea.sous(NOMS.len());
            if let Some(s) = NOMS.get(second).filter(|s| simple(s) && **s != nom) {
                nom = format!("{nom}-{s}");
                nom_mel = pour_mel(&nom);
            }
        }
        let prenom_mel = self.prenoms_mel.get(p).map_or("", String::as_str);
        let mut local = format!("{prenom_mel}.{nom_mel}");
        if tiree.is_none() {
            // Homonyms are many here: the rank keeps the addresses apart.
            local.push_str(&(rang + 1).to_string());
        }
        (civilite, nom, prenom, local)
    }
}

/// The disciplines of the people of Bellevue whose names are not laid down.
fn places_bellevue() -> impl Iterator<Item = &'static str> {
    DISCIPLINES.iter().flat_map(|poste| {
        let pris = FIXES_BELLEVUE
            .iter()
            .filter(|f| f.discipline == Some(poste.code))
            .count();
        core::iter::repeat_n(poste.code, poste.bellevue.saturating_sub(pris))
    })
}

/// The order in which pairs of names are given, without those laid down.
fn combinaisons(graine: u64) -> Vec<u32> {
    let mut alea = Alea::pour(graine, Genre::Noms, 0);
    let mut toutes: Vec<u32> = (0..(NOMS.len() * PRENOMS) as u32).collect();
    let voulues = SANS_HOMONYME.min(toutes.len());
    for rang in 0..voulues {
        let autre = rang + alea.sous(toutes.len() - rang);
        toutes.swap(rang, autre);
    }
    toutes.truncate(voulues);
    let prises: Vec<u32> = FIXES_BELLEVUE
        .iter()
        .chain(FIXES_AILLEURS)
        .filter_map(|f| {
            let n = NOMS.iter().position(|n| *n == f.nom)?;
            let p = (0..PRENOMS).find(|p| prenom(*p).1 == f.prenom)?;
            Some((n * PRENOMS + p) as u32)
        })
        .collect();
    toutes.retain(|c| !prises.contains(c));
    toutes
}

/// The `rang`-th first name, with the title that goes with it.
fn prenom(rang: usize) -> (Civilite, &'static str) {
    PRENOMS_F.get(rang).map_or_else(
        || {
            let p = PRENOMS_M.get(rang.wrapping_sub(PRENOMS_F.len()));
            (M, p.copied().unwrap_or_default())
        },
        |p| (F, *p),
    )
}

/// A family name that can become half of a double one.
fn simple(nom: &str) -> bool {
    nom.len() <= 12 && !nom.contains([' ', '-', '\'', '’'])
}

/// `DE LA TOUR` as `de-la-tour`, not longer than an address can bear.
pub(crate) fn pour_mel(nom: &str) -> String {
    let mut propre = texte::normaliser(nom).replace(' ', "-");
    propre.truncate(28);
    propre.truncate(propre.trim_end_matches('-').len());
    propre
}

fn adresses(local: &str, mels: Mels) -> (String, String) {
    let si = |connue: bool, domaine: &str| {
        if connue {
            format!("{local}@{domaine}")
        } else {
            String::new()
        }
    };
    (
        si(matches!(mels, Mels::Deux | Mels::Professionnel), DOMAINE),
        si(
            matches!(mels, Mels::Deux | Mels::Personnel),
            DOMAINE_PERSONNEL,
        ),
    )
}

fn adresse(alea: &mut Alea) -> Adresse {
    let (code_postal, commune) = alea.parmi(COMMUNES);
    let mut lignes = Vec::with_capacity(2);
    if alea.chance(15) {
        lignes.push(format!("Résidence Bel-Air, appt {}", 1 + alea.sous(60)));
    }
    lignes.push(format!("{} {}", 1 + alea.sous(98), alea.parmi(RUES)));
    Adresse {
        lignes,
        code_postal: code_postal.to_owned(),
        commune: commune.to_owned(),
    }
}

/// `D` and seven digits, different for every rank below ten million: 7,919 and
/// ten million have no common divisor.
pub(crate) fn matricule(rang: usize) -> String {
    format!("D{:07}", (1_204_711 + rang as u64 * 7_919) % 10_000_000)
}
