//! Établissements, from the open-data *annuaire de l'éducation*.

use super::champs::Champs;
use super::entete::{Colonne, Entete};
use super::{Issue, Preparation};
use crate::services::erreur_store;
use domain::{AcademieId, Adresse, Erreur, ImportErreur, NOM_MAX, RaisonRefus, Uai};
use std::collections::{HashMap, HashSet};
use store::etablissements::NouvelEtablissement;
use store::{Ecrit, Ecriture, ErreurStore};

/// Longest name of an établissement; the annuaire has some of 110 characters.
const ETABLISSEMENT_MAX: usize = 160;
/// Longest line of an address.
pub(super) const ADRESSE_MAX: usize = 100;

/// Columns, as the annuaire names them.
pub(super) const COLONNES: &[Colonne] = &[
    Colonne::obligatoire("Identifiant_de_l_etablissement").ou(&[
        "identifiant etablissement",
        "numero uai",
        "uai",
        "rne",
    ]),
    Colonne::obligatoire("Nom_etablissement").ou(&["nom de l etablissement", "nom"]),
    Colonne::obligatoire("Adresse_1").ou(&["adresse"]),
    Colonne::facultative("Adresse_2"),
    Colonne::facultative("Adresse_3"),
    Colonne::obligatoire("Code_postal"),
    Colonne::obligatoire("Nom_commune").ou(&["commune"]),
    Colonne::obligatoire("Telephone"),
    Colonne::obligatoire("Mail").ou(&["mel"]),
    Colonne::obligatoire("etat").ou(&["etat etablissement"]),
    Colonne::facultative("Code_academie"),
    Colonne::facultative("Libelle_academie").ou(&["academie"]),
];

const UAI: usize = 0;
const NOM: usize = 1;
const ADRESSE_1: usize = 2;
const ADRESSE_2: usize = 3;
const ADRESSE_3: usize = 4;
const CODE_POSTAL: usize = 5;
const COMMUNE: usize = 6;
const TELEPHONE: usize = 7;
const MEL: usize = 8;
const ETAT: usize = 9;
const CODE_ACADEMIE: usize = 10;
const ACADEMIE: usize = 11;

pub(super) const MODELE: &str = "\
Identifiant_de_l_etablissement;Nom_etablissement;Adresse_1;Adresse_2;Adresse_3;Code_postal;Nom_commune;Telephone;Mail;etat;Code_academie;Libelle_academie
0310038Y;LPO Bellevue;135 route de Narbonne;BP 44370;31031 TOULOUSE CEDEX 4;31031;Toulouse;0536491011;ce.0310038y@ac-demo.example;OUVERT;16;Toulouse
";

/// The académie of each line is in a column, unless one was asked for.
pub(super) fn verifier_l_entete(entete: &Entete, academie_dite: bool) -> Result<(), ImportErreur> {
    if academie_dite || entete.places[CODE_ACADEMIE].is_some() {
        return Ok(());
    }
    let colonnes = vec![COLONNES[CODE_ACADEMIE].nom.to_owned()];
    Err(ImportErreur::ColonnesManquantes { colonnes })
}

/// A line, good in itself.
pub(super) struct Ligne {
    academie: String,
    academie_nom: String,
    etablissement: NouvelEtablissement,
}

pub(super) fn lire(champs: &Champs<'_>) -> Result<Ligne, RaisonRefus> {
    let uai = champs.uai(UAI)?;
    let code = champs.texte(CODE_ACADEMIE, 20)?;
    let academie = code_academie_normalise(&code);
    if !academie.is_empty()
        && (academie.len() > 3 || !academie.bytes().all(|o| o.is_ascii_alphanumeric()))
    {
        return Err(RaisonRefus::CodeAcademie {
            valeur: super::champs::extrait(&code),
        });
    }
    Ok(Ligne {
        academie,
        academie_nom: champs.texte(ACADEMIE, NOM_MAX)?,
        etablissement: NouvelEtablissement {
            uai,
            nom: champs.texte_plein(NOM, ETABLISSEMENT_MAX)?,
            adresse: adresse(champs)?,
            telephone: telephone(&champs.texte(TELEPHONE, 30)?),
            mel: champs.mel(MEL)?,
            ferme: ferme(&champs.texte(ETAT, 40)?),
        },
    })
}

/// The line as its columns: read again, they give the same line.
pub(super) fn colonnes_de(l: Ligne) -> Vec<String> {
    let e = l.etablissement;
    let mut lignes = e.adresse.lignes.into_iter();
    let mut ligne = || lignes.next().unwrap_or_default();
    let (adresse_1, adresse_2, adresse_3) = (ligne(), ligne(), ligne());
    vec![
        e.uai.into(),
        e.nom,
        adresse_1,
        adresse_2,
        adresse_3,
        e.adresse.code_postal,
        e.adresse.commune,
        e.telephone,
        e.mel,
        if e.ferme { "FERME" } else { "OUVERT" }.to_owned(),
        l.academie,
        l.academie_nom,
    ]
}

/// The annuaire repeats postcode and town in the third line, the way the post office
/// writes them, with the CEDEX: that form is kept for letters.
fn adresse(champs: &Champs<'_>) -> Result<Adresse, RaisonRefus> {
    let mut lignes = Vec::with_capacity(3);
    let mut code_postal = champs.texte(CODE_POSTAL, 30)?;
    let mut commune = champs.texte(COMMUNE, NOM_MAX)?;
    for n in [ADRESSE_1, ADRESSE_2, ADRESSE_3] {
        let ligne = champs.texte(n, ADRESSE_MAX)?;
        match ligne.split_once(' ') {
            Some((code, ville)) if n == ADRESSE_3 && est_code_postal(code) => {
                if ville.to_uppercase().contains("CEDEX") || code_postal.is_empty() {
                    commune = ville.to_owned();
                    code_postal = code.to_owned();
                }
            }
            _ if ligne.is_empty() => {}
            _ => lignes.push(ligne),
        }
    }
    if !code_postal.is_empty() && !est_code_postal(&code_postal) {
        return Err(RaisonRefus::CodePostal {
            valeur: super::champs::extrait(&code_postal),
        });
    }
    Ok(Adresse {
        lignes,
        code_postal,
        commune,
    })
}

fn est_code_postal(texte: &str) -> bool {
    texte.len() == 5 && texte.bytes().all(|o| o.is_ascii_digit())
}

/// `0561000000` as it is printed: `05 61 00 00 00`. Anything else as it is.
fn telephone(lu: &str) -> String {
    if lu.len() != 10 || !lu.bytes().all(|o| o.is_ascii_digit()) {
        return lu.to_owned();
    }
    let paires: Vec<&str> = (0..5).map(|n| &lu[2 * n..2 * n + 2]).collect();
    paires.join(" ")
}

/// One that is to close (`A FERMER`) still has its exams; one that is to open has
/// none yet.
fn ferme(etat: &str) -> bool {
    !matches!(
        domain::texte::normaliser(etat).as_str(),
        "" | "ouvert" | "a fermer"
    )
}

/// Two digits: the annuaire was also published with `1` for `01`.
pub(super) fn code_academie_normalise(code: &str) -> String {
    let code = code.trim().to_uppercase();
    if code.len() == 1 && code.bytes().all(|o| o.is_ascii_digit()) {
        return format!("0{code}");
    }
    // Établissements' départements have three digits, académies two.
    match code.strip_prefix('0') {
        Some(deux) if code.len() == 3 && deux.bytes().all(|o| o.is_ascii_digit()) => {
            deux.to_owned()
        }
        _ => code,
    }
}

/// Time zone of an académie, by its ministry code.
fn fuseau(code: &str) -> &'static str {
    match code {
        "28" => "Indian/Reunion",
        "31" => "America/Martinique",
        "32" => "America/Guadeloupe",
        "33" => "America/Cayenne",
        "40" => "Pacific/Noumea",
        "41" => "Pacific/Tahiti",
        "42" => "Pacific/Wallis",
        "43" => "Indian/Mayotte",
        "44" => "America/Miquelon",
        _ => "Europe/Paris",
    }
}

/// Writes établissements.
pub(super) struct Ecrivain {
    /// The one académie concerned, if only one is.
    seule: Option<String>,
    academies: HashMap<String, AcademieId>,
    creees: Vec<String>,
    /// Every établissement known, with its académie.
    connus: HashMap<Uai, AcademieId>,
    vus: HashSet<Uai>,
}

impl Ecrivain {
    pub(super) async fn nouveau(tx: &Ecriture, seule: Option<String>) -> Result<Self, Erreur> {
        let mut academies = HashMap::new();
        let mut connus = HashMap::new();
        for a in store::academies::toutes(tx).await.map_err(erreur_store)? {
            let uais = store::etablissements::ids_par_uai(tx, a.id)
                .await
                .map_err(erreur_store)?;
            connus.extend(uais.into_keys().map(|uai| (uai, a.id)));
            academies.insert(a.code, a.id);
        }
        Ok(Self {
            seule,
            academies,
            creees: Vec::new(),
            connus,
            vus: HashSet::new(),
        })
    }

    pub(super) fn academies_creees(&self) -> Vec<String> {
        self.creees.clone()
    }

    async fn academie(
        &mut self,
        tx: &Ecriture,
        code: String,
        nom: String,
    ) -> Result<Option<AcademieId>, Erreur> {
        if let Some(id) = self.academies.get(&code) {
            return Ok(Some(*id));
        }
        if nom.is_empty() {
            return Ok(None);
        }
        let id = store::academies::creer(tx, &code, &nom, fuseau(&code))
            .await
            .map_err(erreur_store)?;
        self.creees.push(format!("{code} {nom}"));
        self.academies.insert(code, id);
        Ok(Some(id))
    }
}

impl super::Ecrivain<Ligne> for Ecrivain {
    type Pret = (AcademieId, NouvelEtablissement);

    async fn preparer(
        &mut self,
        tx: &Ecriture,
        _ligne: u32,
        valeur: Ligne,
    ) -> Result<Preparation<Self::Pret>, Erreur> {
        let Ligne {
            mut academie,
            academie_nom,
            etablissement,
        } = valeur;
        if let Some(seule) = &self.seule {
            if academie.is_empty() {
                academie.clone_from(seule);
            }
            if academie != *seule {
                return Ok(Preparation::Issue(Issue::Ignoree));
            }
        }
        if academie.is_empty() {
            let colonne = COLONNES[CODE_ACADEMIE].nom.to_owned();
            return Ok(RaisonRefus::Vide { colonne }.into());
        }
        let uai = etablissement.uai.clone();
        if self.vus.contains(&uai) {
            return Ok(Preparation::Issue(Issue::Doublon));
        }
        let connue = self.connus.get(&uai).copied();
        if connue.is_some() && connue != self.academies.get(&academie).copied() {
            return Ok(RaisonRefus::AutreAcademie { uai }.into());
        }
        let Some(id) = self.academie(tx, academie.clone(), academie_nom).await? else {
            return Ok(RaisonRefus::AcademieInconnue { code: academie }.into());
        };
        self.vus.insert(uai);
        Ok(Preparation::Pret((id, etablissement)))
    }

    async fn ecrire(
        &mut self,
        tx: &Ecriture,
        prets: &[Self::Pret],
    ) -> Result<Vec<Ecrit>, ErreurStore> {
        let mut faits = Vec::with_capacity(prets.len());
        // Neighbours are mostly of one académie.
        for lot in prets.chunk_by(|a, b| a.0 == b.0) {
            let Some((academie, _)) = lot.first() else {
                continue;
            };
            let nouveaux: Vec<NouvelEtablissement> = lot.iter().map(|(_, e)| e.clone()).collect();
            faits.extend(store::etablissements::importer_lot(tx, *academie, &nouveaux).await?);
        }
        Ok(faits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_et_telephones() {
        for (lu, attendu) in [
            ("1", "01"),
            ("014", "14"),
            (" 14 ", "14"),
            ("", ""),
            ("2a", "2A"),
        ] {
            assert_eq!(code_academie_normalise(lu), attendu);
        }
        assert_eq!(telephone("0536491011"), "05 36 49 10 11");
        assert_eq!(telephone("05 36 49 10 11"), "05 36 49 10 11");
        assert_eq!(telephone("+33536491"), "+33536491");
    }

    #[test]
    fn etats() {
        for ouvert in ["OUVERT", "Ouvert", "A FERMER", ""] {
            assert!(!ferme(ouvert), "{ouvert}");
        }
        for f in ["FERME", "A OUVRIR", "FERMÉ"] {
            assert!(ferme(f), "{f}");
        }
    }

    fn lue(adresse_3: &str, code_postal: &str) -> Result<Adresse, RaisonRefus> {
        let mut valeurs = vec![String::new(); COLONNES.len()];
        valeurs[ADRESSE_1] = "1 rue A".into();
        valeurs[ADRESSE_3] = adresse_3.into();
        valeurs[CODE_POSTAL] = code_postal.into();
        valeurs[COMMUNE] = "Rennes".into();
        adresse(&Champs::nouveaux(COLONNES, valeurs))
    }

    #[test]
    fn adresses_postales() {
        let faite = |lignes: &[&str], code: &str, commune: &str| {
            Ok(Adresse {
                lignes: lignes.iter().map(|l| (*l).to_owned()).collect(),
                code_postal: code.to_owned(),
                commune: commune.to_owned(),
            })
        };
        assert_eq!(
            lue("35000 RENNES", "35000"),
            faite(&["1 rue A"], "35000", "Rennes")
        );
        assert_eq!(
            lue("35042 RENNES CEDEX", "35000"),
            faite(&["1 rue A"], "35042", "RENNES CEDEX")
        );
        assert_eq!(
            lue("Le Bourg", "35000"),
            faite(&["1 rue A", "Le Bourg"], "35000", "Rennes")
        );
        assert_eq!(lue("", ""), faite(&["1 rue A"], "", "Rennes"));
        assert!(matches!(
            lue("", "3500"),
            Err(RaisonRefus::CodePostal { .. })
        ));
    }
}
