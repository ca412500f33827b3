//! Many convocations at once (docs/decisions/0011-lots.md): a selection is kept, then acted
//! upon slice by slice, and what becomes of each row is kept in the transaction that did it.

use crate::convocations::EcrivainConvocations;
use crate::ouvertures::autorite_ouverte;
use crate::services::{Services, erreur_store};
use domain::{
    Acteur, Affectation, BilanLot, ChampAffectation, ConvocationErreur, ConvocationId, Erreur,
    Fait, GenreLot, IntervenantId, IssueLigne, LOT_MAX, LigneDeLot, LotId, LotOuvert, Mission,
    Retouche, nom_complet, peut_modifier,
};
use std::collections::{BTreeMap, HashMap};
use store::Ecriture;
use store::lots::{Lot, NouvelleLigne};

/// Rows of one transaction: few enough for others to write in between.
const TRANCHE: u32 = 50;
/// Milliseconds after which a request leaves the rest to the next one: well below the
/// delay in which a page has to answer.
const DUREE: i64 = 15_000;
/// Refusals told by name when a deletion is taken back.
const REFUS_DITS: usize = 20;

/// Keeps a selection of rows of a mission, at the versions shown, to act upon them.
///
/// # Errors
/// [`Erreur::SelectionVide`], [`Erreur::Interdit`] when one is not the actor's to change,
/// [`Erreur::Introuvable`] for one that is not of this mission.
pub async fn ouvrir(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    genre: GenreLot,
    choisies: &[(ConvocationId, i32)],
) -> Result<LotId, Erreur> {
    let choisies: BTreeMap<ConvocationId, i32> = choisies.iter().copied().collect();
    if choisies.is_empty() {
        return Err(Erreur::SelectionVide);
    }
    if choisies.len() > LOT_MAX {
        let trop = ConvocationErreur::TropDIntervenants { maximum: LOT_MAX };
        return Err(vec![trop].into());
    }
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let mission = crate::missions::a_convoquer(&tx, services, acteur, numero).await?;
    let lignes = store::convocations::lignes(&tx, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let mut restantes = choisies.clone();
    let mut retenues = Vec::with_capacity(choisies.len());
    // In order of name, as they were shown.
    for ligne in lignes {
        let Some(version) = restantes.remove(&ligne.id) else {
            continue;
        };
        if !peut_modifier(acteur, &mission, ligne.autorite) {
            return Err(Erreur::Interdit);
        }
        retenues.push(NouvelleLigne {
            convocation: ligne.id,
            version,
            nom: nom_complet(&ligne.nom, &ligne.prenom),
            issue: None,
        });
    }
    for (id, version) in restantes {
        // Deleted since the page was shown; anything else was never there to be ticked.
        let annulee = store::convocations::annulee(&tx, id)
            .await
            .map_err(erreur_store)?
            .filter(|a| a.mission == mission.ligne.id)
            .ok_or(Erreur::Introuvable)?;
        retenues.push(NouvelleLigne {
            convocation: id,
            version,
            nom: nom_complet(&annulee.nom, &annulee.prenom),
            issue: Some(IssueLigne::Disparue),
        });
    }
    let maintenant = services.maintenant();
    let compte = acteur.compte;
    let id = store::lots::creer(&tx, compte, mission.ligne.id, genre, &retenues, maintenant)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)?;
    Ok(id)
}

/// The page of a selection, for whoever made it.
///
/// # Errors
/// [`Erreur::Introuvable`] for anybody else's.
pub async fn lire(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
) -> Result<LotOuvert, Erreur> {
    let lecture = services.store.lecture();
    let mission = crate::missions::du_ressort(lecture, acteur, numero).await?;
    let lot = store::lots::par_id(lecture, id)
        .await
        .map_err(erreur_store)?
        .filter(|l| l.compte == acteur.compte && l.mission == mission.ligne.id)
        .ok_or(Erreur::Introuvable)?;
    let lignes = store::lots::lignes(lecture, id)
        .await
        .map_err(erreur_store)?;
    let mut actuelles = store::convocations::lignes(lecture, mission.ligne.id)
        .await
        .map_err(erreur_store)?;
    let du_lot: HashMap<ConvocationId, i32> =
        lignes.iter().map(|l| (l.convocation, l.version)).collect();
    actuelles.retain(|c| du_lot.contains_key(&c.id));
    Ok(LotOuvert {
        id,
        genre: lot.genre,
        mission,
        lignes,
        actuelles,
        lance: lot.demande.is_some(),
        retouche: lot.demande.filter(|_| lot.genre == GenreLot::Modifier),
    })
}

/// *Modifier la sélection*: changes the ticked fields of every row. The same request again
/// goes on with what is left, and changes nothing twice.
///
/// # Errors
/// [`Erreur::Retouche`] and [`Erreur::Convocation`] when what is asked is wrong for every
/// row, [`Erreur::LotDejaLance`] when something else was asked of this selection before.
/// What is wrong with one row alone is kept with it.
pub async fn modifier(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
    champs: &[ChampAffectation],
    saisie: Affectation,
) -> Result<BilanLot, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (lot, mission) = tenir(&tx, services, acteur, numero, id).await?;
    let retouche = Retouche::de(champs, saisie, &mission)?;
    let erreurs = retouche.erreurs(&mission);
    if !erreurs.is_empty() {
        return Err(erreurs.into());
    }
    lancer(tx, &lot, GenreLot::Modifier, retouche).await?;
    continuer(services, acteur, numero, id).await
}

/// *Supprimer la sélection*: deletes every row; can be taken back together, see
/// [`retablir`]. When `prevenir`, who had received theirs is told that they no longer come.
///
/// # Errors
/// [`Erreur::Introuvable`], [`Erreur::LotDejaLance`] when the other was asked of this
/// selection before. What is wrong with one row alone is kept with it.
pub async fn supprimer(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
    prevenir: bool,
) -> Result<BilanLot, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (lot, _) = tenir(&tx, services, acteur, numero, id).await?;
    let demande = Retouche {
        sans_prevenir: !prevenir,
        ..Retouche::default()
    };
    lancer(tx, &lot, GenreLot::Supprimer, demande).await?;
    continuer(services, acteur, numero, id).await
}

/// Goes on with the rows of a selection with which nothing was tried yet, as long as one
/// request may take.
///
/// # Errors
/// [`Erreur::RequeteInvalide`] for a selection that was not begun.
pub async fn continuer(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
) -> Result<BilanLot, Erreur> {
    let debut = services.maintenant();
    while tranche(services, acteur, numero, id).await? {
        if services.maintenant().0 - debut.0 > DUREE {
            break;
        }
    }
    bilan(services.store.lecture(), id).await
}

/// Tries again, confirming the clashes that were told, the rows of these places.
///
/// # Errors
/// [`Erreur::SelectionVide`] when none is given.
pub async fn confirmer(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
    rangs: &[i32],
) -> Result<BilanLot, Erreur> {
    if rangs.is_empty() {
        return Err(Erreur::SelectionVide);
    }
    let debut = services.maintenant();
    let mut essayees = 0;
    for rangs in rangs.chunks(TRANCHE as usize) {
        if services.maintenant().0 - debut.0 > DUREE {
            break;
        }
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        let (lot, mission) = tenir(&tx, services, acteur, numero, id).await?;
        let mut lignes = store::lots::lignes(&tx, id).await.map_err(erreur_store)?;
        // Confirmed already by the same request: nothing is left to do.
        lignes.retain(|l| {
            rangs.contains(&l.rang) && matches!(l.issue, Some(IssueLigne::AConfirmer { .. }))
        });
        lignes.sort_by_key(|l| l.convocation);
        essayees += lignes.len();
        essayer_toutes(&tx, services, acteur, (&lot, &mission), &lignes).await?;
        tx.valider().await.map_err(erreur_store)?;
    }
    let bilan = bilan(services.store.lecture(), id).await?;
    if essayees > 0 {
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        let (lot, mission) = tenir(&tx, services, acteur, numero, id).await?;
        dire(&tx, services, acteur, &lot, &mission).await?;
        tx.valider().await.map_err(erreur_store)?;
    }
    Ok(bilan)
}

/// A new selection of the rows that somebody else changed meanwhile, as they are now.
///
/// # Errors
/// [`Erreur::SelectionVide`] when there is none that still stands.
pub async fn reprendre(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
) -> Result<LotId, Erreur> {
    let lot = lire(services, acteur, numero, id).await?;
    let versions: HashMap<ConvocationId, i32> =
        lot.actuelles.iter().map(|c| (c.id, c.version)).collect();
    let choisies: Vec<(ConvocationId, i32)> = lot
        .lignes
        .iter()
        .filter(|l| l.issue == Some(IssueLigne::EntreTemps))
        .filter_map(|l| Some((l.convocation, *versions.get(&l.convocation)?)))
        .collect();
    ouvrir(services, acteur, numero, lot.genre, &choisies).await
}

/// Takes the deletion of a selection back; gives the mission's number. Each row is as with
/// [`crate::convocations::retablir`], and what stands in the way of one leaves the others.
///
/// # Errors
/// [`Erreur::Introuvable`] when nothing of it can be taken back by the actor.
pub async fn retablir(services: &Services, acteur: &Acteur, id: LotId) -> Result<i64, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let lot = store::lots::tenir(&tx, id)
        .await
        .map_err(erreur_store)?
        .filter(|l| l.compte == acteur.compte && l.genre == GenreLot::Supprimer)
        .ok_or(Erreur::Introuvable)?;
    let mission = crate::missions::visible(&tx, acteur, lot.mission).await?;
    autorite_ouverte(&tx, services, acteur, &mission).await?;
    let supprimees: Vec<LigneDeLot> = store::lots::lignes(&tx, id)
        .await
        .map_err(erreur_store)?
        .into_iter()
        .filter(|l| l.issue == Some(IssueLigne::Faite))
        .collect();
    drop(tx);
    let numero = mission.ligne.numero;
    let (mut retablies, mut refus) = (0, Vec::new());
    for tranche in supprimees.chunks(TRANCHE as usize) {
        let tx = services.store.ecriture().await.map_err(erreur_store)?;
        store::lots::tenir(&tx, id).await.map_err(erreur_store)?;
        let mut rendues = 0;
        for ligne in tranche {
            let point = tx.point().await.map_err(erreur_store)?;
            let ecrivain = EcrivainConvocations {
                tx: &point,
                services,
                acteur,
                lien: Some(("lot", id.0)),
            };
            match ecrivain.retablir(ligne.convocation).await {
                Ok(_) => {
                    point.valider().await.map_err(erreur_store)?;
                    store::lots::noter(&tx, id, ligne.rang, &IssueLigne::Retablie)
                        .await
                        .map_err(erreur_store)?;
                    rendues += 1;
                }
                Err(panne) if est_panne(&panne) => return Err(panne),
                Err(erreur) => {
                    point.annuler().await.map_err(erreur_store)?;
                    // Taken back by somebody else: nothing to say.
                    if erreur != Erreur::Introuvable {
                        refus.push((ligne.nom.clone(), erreur));
                    }
                }
            }
        }
        tx.valider().await.map_err(erreur_store)?;
        retablies += rendues;
    }
    // Those who had come instead are to be told.
    services.reveil.notify_one();
    if retablies == 0 && refus.is_empty() {
        return Err(Erreur::Introuvable);
    }
    refus.truncate(REFUS_DITS);
    let fait = Fait::LotRetabli {
        mission: numero,
        retablies,
        refus,
    };
    crate::messages::noter(services, acteur, &fait).await;
    Ok(numero)
}

/// A selection of the actor and its mission, held until the end of the transaction.
async fn tenir(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
) -> Result<(Lot, Mission), Erreur> {
    let mission = crate::missions::a_convoquer(tx, services, acteur, numero).await?;
    let lot = store::lots::tenir(tx, id)
        .await
        .map_err(erreur_store)?
        .filter(|l| l.compte == acteur.compte && l.mission == mission.ligne.id)
        .ok_or(Erreur::Introuvable)?;
    Ok((lot, mission))
}

/// Keeps what is asked, once and for all.
async fn lancer(tx: Ecriture, lot: &Lot, genre: GenreLot, demande: Retouche) -> Result<(), Erreur> {
    if lot.genre != genre {
        return Err(Erreur::RequeteInvalide);
    }
    match &lot.demande {
        Some(deja) if *deja == demande => return Ok(()),
        Some(_) => return Err(Erreur::LotDejaLance),
        None => {}
    }
    store::lots::lancer(&tx, lot.id, &demande)
        .await
        .map_err(erreur_store)?;
    tx.valider().await.map_err(erreur_store)
}

/// The next rows of a selection, in one transaction; `false` once there is none left.
async fn tranche(
    services: &Services,
    acteur: &Acteur,
    numero: i64,
    id: LotId,
) -> Result<bool, Erreur> {
    let tx = services.store.ecriture().await.map_err(erreur_store)?;
    let (lot, mission) = tenir(&tx, services, acteur, numero, id).await?;
    let lignes = store::lots::en_attente(&tx, id, TRANCHE)
        .await
        .map_err(erreur_store)?;
    if lignes.is_empty() {
        return Ok(false);
    }
    essayer_toutes(&tx, services, acteur, (&lot, &mission), &lignes).await?;
    let reste = store::lots::en_attente(&tx, id, 1)
        .await
        .map_err(erreur_store)?;
    if reste.is_empty() {
        dire(&tx, services, acteur, &lot, &mission).await?;
    }
    tx.valider().await.map_err(erreur_store)?;
    // Cancellations may be waiting.
    services.reveil.notify_one();
    Ok(!reste.is_empty())
}

/// Tries each row and notes what became of it.
async fn essayer_toutes(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    (lot, mission): (&Lot, &Mission),
    lignes: &[LigneDeLot],
) -> Result<(), Erreur> {
    let demande = lot.demande.as_ref().ok_or(Erreur::RequeteInvalide)?;
    if demande.creneaux.is_some() {
        // All at once, in the order of their keys: two selections that share people never
        // wait for each other.
        let ids: Vec<ConvocationId> = lignes.iter().map(|l| l.convocation).collect();
        let gens: Vec<IntervenantId> = store::convocations::rattachements(tx, &ids)
            .await
            .map_err(erreur_store)?
            .into_values()
            .map(|r| r.intervenant)
            .collect();
        store::disponibilites::tenir(tx, &gens)
            .await
            .map_err(erreur_store)?;
    }
    for ligne in lignes {
        let point = tx.point().await.map_err(erreur_store)?;
        let ecrivain = EcrivainConvocations {
            tx: &point,
            services,
            acteur,
            lien: Some(("lot", lot.id.0)),
        };
        let issue = match essayer(ecrivain, lot.genre, mission, demande, ligne).await {
            Ok(issue) => {
                point.valider().await.map_err(erreur_store)?;
                issue
            }
            // Of the engine, not of the row: the whole slice is given back.
            Err(panne) if est_panne(&panne) => return Err(panne),
            Err(erreur) => {
                point.annuler().await.map_err(erreur_store)?;
                issue_de(erreur)
            }
        };
        store::lots::noter(tx, lot.id, ligne.rang, &issue)
            .await
            .map_err(erreur_store)?;
    }
    Ok(())
}

async fn essayer(
    ecrivain: EcrivainConvocations<'_>,
    genre: GenreLot,
    mission: &Mission,
    demande: &Retouche,
    ligne: &LigneDeLot,
) -> Result<IssueLigne, Erreur> {
    let lue = store::convocations::ligne(ecrivain.tx, ligne.convocation)
        .await
        .map_err(erreur_store)?
        .filter(|(de, _)| *de == mission.ligne.id);
    let Some((_, actuelle)) = lue else {
        return Ok(IssueLigne::Disparue);
    };
    if !peut_modifier(ecrivain.acteur, mission, actuelle.autorite) {
        return Err(Erreur::Interdit);
    }
    match genre {
        GenreLot::Supprimer => {
            ecrivain
                .supprimer(mission, &actuelle, ligne.version, !demande.sans_prevenir)
                .await?;
            Ok(IssueLigne::Faite)
        }
        GenreLot::Modifier => {
            let confirmation = match &ligne.issue {
                Some(IssueLigne::AConfirmer { cle, .. }) => cle.as_str(),
                _ => "",
            };
            let apres = demande.appliquee(&actuelle.affectation);
            let changee = ecrivain
                .modifier(mission, &actuelle, ligne.version, apres, confirmation)
                .await?;
            Ok(if changee {
                IssueLigne::Faite
            } else {
                IssueLigne::Inchangee
            })
        }
    }
}

const fn est_panne(erreur: &Erreur) -> bool {
    matches!(erreur, Erreur::Occupe | Erreur::Interne { .. })
}

fn issue_de(erreur: Erreur) -> IssueLigne {
    match erreur {
        Erreur::AConfirmer { signalements, cle } => IssueLigne::AConfirmer { signalements, cle },
        Erreur::ModifieEntreTemps { .. } => IssueLigne::EntreTemps,
        autre => IssueLigne::Refusee(autre),
    }
}

async fn bilan(connexion: &impl store::ConnectionTrait, id: LotId) -> Result<BilanLot, Erreur> {
    let lignes = store::lots::lignes(connexion, id)
        .await
        .map_err(erreur_store)?;
    Ok(BilanLot::de(lignes.iter().map(|l| l.issue.as_ref())))
}

/// The line of the *Messages* zone that tells of a selection.
async fn dire(
    tx: &Ecriture,
    services: &Services,
    acteur: &Acteur,
    lot: &Lot,
    mission: &Mission,
) -> Result<(), Erreur> {
    let fait = Fait::LotTraite {
        lot: lot.id,
        genre: lot.genre,
        mission: mission.ligne.numero,
        bilan: bilan(tx, lot.id).await?,
    };
    store::messages::ajouter(tx, acteur.compte, services.maintenant(), &fait)
        .await
        .map_err(erreur_store)?;
    Ok(())
}
