//! Indisponibilités of people known already.

use super::champs::{Champs, extrait, inconnue};
use super::entete::Colonne;
use super::{DejaLus, Preparation, condense};
use crate::services::{Services, erreur_store};
use domain::{
    Absence, COMMENTAIRE_INDISPONIBILITE, CompteId, Erreur, IndisponibiliteErreur,
    IndisponibiliteId, IndisponibiliteLue, IntervenantId, Moment, Motif, PartieJour, Portee,
    RaisonRefus, SaisieIndisponibilite, jour_de_semaine, nom_jour, texte,
};
use std::collections::HashMap;
use store::disponibilites::NouvelleIndisponibilite;
use store::{Ecrit, Ecriture, ErreurStore};

/// Columns. Nobody's indisponibilité is changed by a column that is missing: those that
/// have a usual value may be left out.
pub(super) const COLONNES: &[Colonne] = &[
    Colonne::obligatoire("matricule"),
    Colonne::obligatoire("du").ou(&["debut", "date debut"]),
    Colonne::obligatoire("au").ou(&["fin", "date fin"]),
    Colonne::obligatoire("motif"),
    Colonne::facultative("partie").ou(&["partie du jour"]),
    Colonne::facultative("jours").ou(&["jour", "jour de la semaine", "jours de la semaine"]),
    Colonne::facultative("debut_midi"),
    Colonne::facultative("fin_midi"),
    Colonne::facultative("commentaire"),
];

const MATRICULE: usize = 0;
const DU: usize = 1;
const AU: usize = 2;
const MOTIF: usize = 3;
const PARTIE: usize = 4;
const JOURS: usize = 5;
const DEBUT_MIDI: usize = 6;
const FIN_MIDI: usize = 7;
const COMMENTAIRE: usize = 8;

pub(super) const MODELE: &str = "\
matricule;du;au;motif;partie;jours;debut_midi;fin_midi;commentaire
EXEMPLE1;01/09/2020;06/07/2021;temps_partiel;journee;mercredi, vendredi;;;
EXEMPLE1;01/02/2021;04/02/2021;formation;;;oui;oui;Stage à Toulouse
EXEMPLE1;10/02/2021;;medical;matin;;;;
";

/// A line, good in itself.
#[derive(Hash)]
pub(super) struct Ligne {
    pub(super) matricule: String,
    pub(super) lue: IndisponibiliteLue,
}

impl Ligne {
    /// What a second line would contradict: of whom, and when first.
    pub(super) fn cle(&self) -> String {
        cle(
            &self.matricule,
            &self.lue.absences.first().copied().unwrap_or_default(),
        )
    }
}

/// One absence of somebody, as an import names it.
pub(super) fn cle(matricule: &str, absence: &Absence) -> String {
    format!("{matricule} {}", domain::periode(absence))
}

pub(super) fn lire(champs: &Champs<'_>) -> Result<Ligne, RaisonRefus> {
    let matricule = champs.matricule(MATRICULE)?;
    let lu = champs.texte_plein(MOTIF, 100)?;
    let motif = Motif::lire_souple(&lu).ok_or_else(|| RaisonRefus::Motif {
        valeur: extrait(&lu),
    })?;
    let au = champs.texte(AU, 100)?;
    let midi = |n| -> Result<String, RaisonRefus> {
        Ok(if champs.oui_non(n, false)? {
            "oui".to_owned()
        } else {
            String::new()
        })
    };
    let saisie = SaisieIndisponibilite {
        du: champs.jour(DU)?.to_string(),
        au: if au.is_empty() {
            au
        } else {
            champs.jour(AU)?.to_string()
        },
        partie: partie(&champs.texte(PARTIE, 100)?)?.code().to_owned(),
        debut_midi: midi(DEBUT_MIDI)?,
        fin_midi: midi(FIN_MIDI)?,
        semaine: jours(&champs.texte(JOURS, 200)?)?,
        motif: motif.code().to_owned(),
        commentaire: champs.lignes(COMMENTAIRE, COMMENTAIRE_INDISPONIBILITE)?,
    };
    let lue = saisie.lire().map_err(|erreurs| {
        let premiere = erreurs.into_iter().next();
        RaisonRefus::Indisponibilite(premiere.unwrap_or(IndisponibiliteErreur::DebutIllisible))
    })?;
    Ok(Ligne { matricule, lue })
}

fn partie(lu: &str) -> Result<PartieJour, RaisonRefus> {
    match texte::normaliser(lu).as_str() {
        "" | "journee" | "jour" | "journee entiere" => Ok(PartieJour::Journee),
        "matin" | "matinee" => Ok(PartieJour::Matin),
        "apres midi" => Ok(PartieJour::ApresMidi),
        _ => Err(RaisonRefus::PartieDeJour {
            valeur: extrait(lu),
        }),
    }
}

/// Names of days of the week, apart by commas, as the numbers a form carries.
fn jours(lu: &str) -> Result<Vec<String>, RaisonRefus> {
    lu.split([',', '|', '/'])
        .map(texte::normaliser)
        .filter(|nom| !nom.is_empty())
        .map(|nom| {
            (1..=7_u8)
                .find(|n| {
                    n.to_string() == nom || jour_de_semaine(*n).is_some_and(|j| nom_jour(j) == nom)
                })
                .map(|n| n.to_string())
                .ok_or_else(|| RaisonRefus::JourDeSemaine {
                    valeur: extrait(&nom),
                })
        })
        .collect()
}

/// One absence as the columns of a line.
pub(super) fn colonnes_de(
    matricule: &str,
    a: &Absence,
    motif: Motif,
    commentaire: &str,
) -> Vec<String> {
    let oui = |b: bool| if b { "oui".to_owned() } else { String::new() };
    let jour = a.jour_semaine.and_then(jour_de_semaine);
    vec![
        matricule.to_owned(),
        a.du.to_string(),
        a.au.to_string(),
        motif.code().to_owned(),
        a.partie.code().to_owned(),
        jour.map(nom_jour).unwrap_or_default().to_owned(),
        oui(a.debut_midi),
        oui(a.fin_midi),
        commentaire.to_owned(),
    ]
}

/// Writes indisponibilités.
pub(super) struct Ecrivain {
    gens: HashMap<String, IntervenantId>,
    compte: Option<CompteId>,
    maintenant: Moment,
    deja: DejaLus,
    /// What was recorded or changed, of whom.
    pub(super) ecrites: Vec<(IndisponibiliteId, IntervenantId, Absence)>,
}

impl Ecrivain {
    pub(super) async fn nouveau(
        tx: &Ecriture,
        services: &Services,
        portee: &Portee,
        compte: Option<CompteId>,
    ) -> Result<Self, Erreur> {
        Ok(Self {
            gens: store::personnels::matricules(tx, portee, true)
                .await
                .map_err(erreur_store)?,
            compte,
            maintenant: services.maintenant(),
            deja: DejaLus::default(),
            ecrites: Vec::new(),
        })
    }

    async fn tracer(
        &self,
        tx: &Ecriture,
        action: &str,
        qui: IntervenantId,
        details: serde_json::Value,
    ) -> Result<(), ErreurStore> {
        let trace = store::piste::Trace {
            moment: self.maintenant,
            compte: self.compte,
            action: action.to_owned(),
            objet: "intervenant".to_owned(),
            objet_id: qui.0,
            details: details.to_string(),
        };
        store::piste::ajouter(tx, &trace).await
    }
}

impl super::Ecrivain<Ligne> for Ecrivain {
    type Pret = (IntervenantId, IndisponibiliteLue);

    async fn preparer(
        &mut self,
        _tx: &Ecriture,
        ligne: u32,
        l: Ligne,
    ) -> Result<Preparation<Self::Pret>, Erreur> {
        let Some(qui) = self.gens.get(&l.matricule).copied() else {
            return Ok(inconnue(&l.matricule).into());
        };
        let cle = l.cle();
        if let Some(issue) = self.deja.chercher(&cle, &l) {
            return Ok(Preparation::Issue(issue));
        }
        self.deja.noter(ligne, &cle, condense(&l));
        Ok(Preparation::Pret((qui, l.lue)))
    }

    async fn ecrire(
        &mut self,
        tx: &Ecriture,
        prets: &[Self::Pret],
    ) -> Result<Vec<Ecrit>, ErreurStore> {
        let gens: Vec<IntervenantId> = prets.iter().map(|(qui, _)| *qui).collect();
        store::disponibilites::tenir(tx, &gens).await?;
        let mut faits = Vec::with_capacity(prets.len());
        // Apart until all are written: a lot that the database refuses is written again.
        let mut ecrites = Vec::with_capacity(prets.len());
        for (qui, lue) in prets {
            let mut fait = Ecrit::Inchange;
            for absence in &lue.absences {
                match store::indisponibilites::pareille(tx, *qui, absence).await? {
                    None => {
                        let nouvelle = NouvelleIndisponibilite {
                            intervenant: *qui,
                            absence: *absence,
                            motif: lue.motif,
                            commentaire: lue.commentaire.clone(),
                            auteur: self.compte,
                        };
                        let id = store::disponibilites::ajouter_indisponibilite(
                            tx,
                            &nouvelle,
                            self.maintenant,
                        )
                        .await?;
                        let details = serde_json::json!({ "indisponibilite": id, "apres": absence, "import": true });
                        self.tracer(tx, "indisponibilite.creer", *qui, details)
                            .await?;
                        ecrites.push((id, *qui, *absence));
                        fait = Ecrit::Cree;
                    }
                    Some((id, version, motif, commentaire))
                        if motif != lue.motif || commentaire != lue.commentaire =>
                    {
                        store::indisponibilites::modifier(
                            tx,
                            id,
                            version,
                            absence,
                            lue.motif,
                            &lue.commentaire,
                        )
                        .await?;
                        let details = serde_json::json!({
                            "indisponibilite": id, "avant": absence, "apres": absence,
                            "motif": true, "import": true,
                        });
                        self.tracer(tx, "indisponibilite.modifier", *qui, details)
                            .await?;
                        ecrites.push((id, *qui, *absence));
                        if fait == Ecrit::Inchange {
                            fait = Ecrit::Modifie;
                        }
                    }
                    Some(_) => {}
                }
            }
            faits.push(fait);
        }
        self.ecrites.extend(ecrites);
        Ok(faits)
    }
}
