//! The intervenant's own space: what they are called to, what was attested of them, and all
//! that is kept about them.

use crate::services::{Services, dans_le_fuseau, erreur_store, interne};
use crate::sessions::SessionOuverte;
use documents::ensemble::{Fichier, reunir};
use domain::texte::cellule_sure;
use domain::{
    AcademieId, AccueilIntervenant, Acteur, CODE_SECONDES, ConvocationId, Donnees, Erreur,
    EtatCourriel, EtatMienne, IntervenantId, LIEN_JOURS, Lettre, MaConvocation, MesConvocations,
    Moment, MonService, NaiveDate, PartDonnees, Portee, Presence, heure_champ,
    libelle_etablissement,
};
use std::collections::HashMap;

/// Seconds in a day.
const JOUR: i64 = 24 * 60 * 60;
/// Deleted convocations looked at.
const SUPPRIMEES_MAX: u32 = 200;
/// Lines of the audit trail told.
const ACTIONS_MAX: u32 = 5_000;

/// A letter of somebody's, standing or cancelled.
pub(crate) struct Lue {
    pub(crate) lettre: Lettre,
    pub(crate) annulee: bool,
    /// When it was changed last, or deleted.
    pub(crate) modifiee: Moment,
}

/// The letters of somebody: those that stand, then those deleted lately of which they know,
/// by mail, on paper, or because they answered.
pub(crate) async fn lettres(
    services: &Services,
    academie: AcademieId,
    intervenant: IntervenantId,
) -> Result<Vec<Lue>, Erreur> {
    let lecture = services.store.lecture();
    let jour = services.aujourd_hui(academie).await?;
    let ids = store::convocations::de_l_intervenant(lecture, academie, intervenant)
        .await
        .map_err(erreur_store)?;
    let modifiees = store::espace::modifiees(lecture, &ids)
        .await
        .map_err(erreur_store)?;
    let mut lues: Vec<Lue> = crate::lettres::completes(services, lecture, &ids, jour)
        .await?
        .into_iter()
        .map(|lettre| Lue {
            modifiee: modifiees
                .get(&lettre.convocation)
                .copied()
                .unwrap_or(Moment(0)),
            annulee: false,
            lettre,
        })
        .collect();
    let depuis = services.maintenant().plus_secondes(-LIEN_JOURS * JOUR);
    let supprimees =
        store::espace::supprimees(lecture, academie, intervenant, depuis, SUPPRIMEES_MAX)
            .await
            .map_err(erreur_store)?;
    for s in supprimees {
        if !s.connue && !recue(services, s.convocation).await? {
            continue;
        }
        let lettre = store::convocations::lettre_annulee(lecture, s.convocation, jour)
            .await
            .map_err(erreur_store)?;
        // Taken back between two readings: the next one tells.
        lues.extend(lettre.map(|lettre| Lue {
            lettre,
            annulee: true,
            modifiee: s.annulee_le,
        }));
    }
    Ok(lues)
}

/// Without the deleted ones of who is convoked again to the same mission: the one that stands
/// says it all.
pub(crate) fn sans_les_remplacees(mut lues: Vec<Lue>) -> Vec<Lue> {
    let tiennent: Vec<_> = lues
        .iter()
        .filter(|l| !l.annulee)
        .map(|l| l.lettre.mission_id)
        .collect();
    lues.retain(|l| !l.annulee || !tiennent.contains(&l.lettre.mission_id));
    lues
}

/// Whether a deleted convocation had reached its person by mail.
async fn recue(services: &Services, convocation: ConvocationId) -> Result<bool, Erreur> {
    let lecture = services.store.lecture();
    let annulee = store::convocations::annulee(lecture, convocation)
        .await
        .map_err(erreur_store)?;
    let courriels = annulee.map(|a| a.courriels).unwrap_or_default();
    let etats = store::courriels::etats(lecture, &courriels)
        .await
        .map_err(erreur_store)?;
    Ok(etats.iter().any(|(etat, incertain)| {
        *incertain || matches!(etat, EtatCourriel::Envoye | EtatCourriel::Retour)
    }))
}

/// The actor's own convocations, those to come first, with the address of their calendar.
/// Nothing for an account that is no intervenant.
///
/// # Errors
/// When the database does not answer.
pub async fn mes_convocations(
    services: &Services,
    acteur: &Acteur,
) -> Result<MesConvocations, Erreur> {
    let mut miennes = rangees(services, acteur).await?;
    miennes.agenda = crate::abonnements::lire_le_mien(services, acteur).await?;
    Ok(miennes)
}

async fn rangees(services: &Services, acteur: &Acteur) -> Result<MesConvocations, Erreur> {
    let Some(moi) = acteur.intervenant else {
        return Ok(MesConvocations::default());
    };
    let jour = services.aujourd_hui(acteur.academie).await?;
    let lues = lettres(services, acteur.academie, moi).await?;
    let mut toutes = Vec::with_capacity(lues.len());
    for l in sans_les_remplacees(lues) {
        toutes.push(mienne(services, l, jour).await?);
    }
    Ok(MesConvocations::ranger(toutes, jour))
}

async fn mienne(services: &Services, lue: Lue, jour: NaiveDate) -> Result<MaConvocation, Erreur> {
    let Lue {
        lettre: l, annulee, ..
    } = lue;
    let mut reponse = if annulee {
        None
    } else {
        store::accuses::derniere(services.store.lecture(), l.convocation, l.edition)
            .await
            .map_err(erreur_store)?
    };
    if let Some(r) = &mut reponse {
        r.date = crate::accuses::dire(&l.fuseau, r.recue);
    }
    let mut adresse = l.centre_adresse.lignes.clone();
    let ville = format!(
        "{} {}",
        l.centre_adresse.code_postal, l.centre_adresse.commune
    );
    adresse.push(ville.trim().to_owned());
    adresse.retain(|ligne| !ligne.trim().is_empty());
    let a = l.affectation;
    let genre = reponse.as_ref().map(|r| r.genre);
    Ok(MaConvocation {
        convocation: l.convocation,
        edition: l.edition,
        numero: l.mission.numero,
        type_mission: l.mission.type_mission,
        epreuve: l
            .mission
            .epreuve
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default(),
        centre: l.centre_nom,
        adresse,
        telephone: l.centre_telephone,
        mel: l.centre_mel,
        qualite: a.qualite,
        salle: a.salle,
        commission: a.commission,
        observation: a.observation,
        etat: EtatMienne::de(&a.creneaux, genre, annulee, jour),
        creneaux: a.creneaux,
        reponse,
        remplace: l.remplace,
    })
}

/// What the first page tells the actor as an intervenant; none for another account.
///
/// # Errors
/// When the database does not answer.
pub async fn accueil(
    services: &Services,
    acteur: &Acteur,
) -> Result<Option<AccueilIntervenant>, Erreur> {
    if acteur.intervenant.is_none() {
        return Ok(None);
    }
    let miennes = rangees(services, acteur).await?;
    Ok(Some(AccueilIntervenant {
        a_confirmer: u32::try_from(miennes.a_confirmer()).unwrap_or(u32::MAX),
        prochaine: miennes.prochaine().cloned(),
    }))
}

// -------------------------------------------------------------------- services

/// What was attested of the actor and validated, the latest day first, in the place of
/// somebody else too. Of others nothing is told.
///
/// # Errors
/// [`Erreur::Interdit`] for an account that is no intervenant.
pub async fn mes_services(services: &Services, acteur: &Acteur) -> Result<Vec<MonService>, Erreur> {
    let moi = crate::coordonnees::moi(acteur)?;
    let lecture = services.store.lecture();
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    let lues =
        store::service_fait::de_la_personne(lecture, &Portee::Academie(acteur.academie), moi)
            .await
            .map_err(erreur_store)?;
    let mut miens: Vec<MonService> = lues
        .into_iter()
        .filter_map(|l| {
            let (valide, _) = l.valide?;
            let en_remplacement = l.intervenant != moi;
            let presence = l.constat.presence?;
            Some(MonService {
                creneau: l.creneau,
                numero: l.numero,
                type_mission: l.type_mission,
                intitule: l.intitule,
                annee: l.session.annee,
                centre: libelle_etablissement(&l.centre_nom, &l.centre),
                qualite: l.qualite,
                en_remplacement,
                // Who came instead did the work: the one convoked did none of it.
                presence: if en_remplacement {
                    Presence::Present
                } else {
                    presence
                },
                minutes: if !en_remplacement && presence == Presence::Remplace {
                    0
                } else {
                    l.constat.minutes
                },
                nombre: l
                    .constat
                    .nombre
                    .filter(|_| en_remplacement || presence != Presence::Remplace),
                comptage: l.type_mission.faits().comptage,
                valide_le: dans_le_fuseau(&fuseau, valide)
                    .format("%d/%m/%Y %H:%M")
                    .to_string(),
                corrige: l.corrige.is_some(),
            })
        })
        .collect();
    miens.sort_by_key(|s| core::cmp::Reverse((s.creneau, s.numero)));
    Ok(miens)
}

// --------------------------------------------------------------- personal data

/// Which part tells what each column that names an intervenant leads to: a test compares them
/// with [`store::doublons::REFERENCES`], so that a table that is added is told too.
pub const LUES: &[(&str, &str, PartDonnees)] = &[
    (
        "intervenant_rattachement",
        "intervenant_id",
        PartDonnees::Identite,
    ),
    ("compte", "intervenant_id", PartDonnees::Compte),
    ("convocation", "intervenant_id", PartDonnees::Convocations),
    (
        "convocation_annulee",
        "intervenant_id",
        PartDonnees::Convocations,
    ),
    ("courriel", "intervenant_id", PartDonnees::Courriels),
    ("courriel_service", "intervenant_id", PartDonnees::Courriels),
    (
        "indisponibilite",
        "intervenant_id",
        PartDonnees::Indisponibilites,
    ),
    ("service_fait", "intervenant_id", PartDonnees::Services),
    ("service_fait", "remplacant_id", PartDonnees::Services),
    ("competence", "intervenant_id", PartDonnees::Competences),
    (
        "competence_personne",
        "intervenant_id",
        PartDonnees::Competences,
    ),
    (
        "agenda_abonnement",
        "intervenant_id",
        PartDonnees::Coordonnees,
    ),
    (
        "adresse_changement",
        "intervenant_id",
        PartDonnees::Coordonnees,
    ),
    (
        "intervenant_telephone",
        "intervenant_id",
        PartDonnees::Coordonnees,
    ),
    (
        "intervenant_demande",
        "intervenant_id",
        PartDonnees::Demandes,
    ),
    ("intervenant_fusion", "absorbe_id", PartDonnees::Fusions),
    ("intervenant_fusion", "garde_id", PartDonnees::Fusions),
];

/// The columns that no part tells, each with why.
pub const TUES: &[(&str, &str, &str)] = &[
    (
        "indisponibilite_supprimee",
        "intervenant_id",
        "deleted: kept some days for its établissement to take back, then gone",
    ),
    (
        "intervenant_mot",
        "intervenant_id",
        "words of the name, which the identity tells",
    ),
    (
        "intervenant_distinct",
        "premier_id",
        "that somebody is not another person, who is not theirs to know",
    ),
    ("intervenant_distinct", "second_id", "as the other column"),
];

/// Everything that is kept about the actor, as an account and as an intervenant, without
/// what concerns others (RGPD, art. 15 and 20).
///
/// # Errors
/// When the database does not answer.
pub async fn mes_donnees(services: &Services, acteur: &Acteur) -> Result<Vec<Donnees>, Erreur> {
    let lecture = services.store.lecture();
    let academie = store::academies::par_id(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let fuseau = academie.map(|a| a.fuseau).unwrap_or_default();
    let quand = |m: Moment| {
        dans_le_fuseau(&fuseau, m)
            .format("%Y-%m-%dT%H:%M")
            .to_string()
    };
    let mut parts: HashMap<PartDonnees, Vec<Vec<String>>> = HashMap::new();
    compte(services, acteur, &quand, &mut parts).await?;
    if let Some(moi) = acteur.intervenant {
        identite(services, acteur, moi, &quand, &mut parts).await?;
        convocations(services, acteur, moi, &mut parts).await?;
        suites(services, acteur, moi, &quand, &mut parts).await?;
        traces(services, acteur, moi, &quand, &mut parts).await?;
    }
    Ok(PartDonnees::TOUTES
        .into_iter()
        .filter_map(|part| {
            let lignes = parts.remove(&part)?;
            debug_assert!(lignes.iter().all(|l| l.len() == part.colonnes().len()));
            Some(Donnees { part, lignes })
        })
        .collect())
}

type Parts = HashMap<PartDonnees, Vec<Vec<String>>>;

async fn compte(
    services: &Services,
    acteur: &Acteur,
    quand: &impl Fn(Moment) -> String,
    parts: &mut Parts,
) -> Result<(), Erreur> {
    let lecture = services.store.lecture();
    let cree_le = store::espace::compte_cree_le(lecture, acteur.compte)
        .await
        .map_err(erreur_store)?
        .map(quand)
        .unwrap_or_default();
    let ids: Vec<i64> = acteur
        .attributions
        .iter()
        .filter_map(|a| a.etablissement.map(|e| e.0))
        .collect();
    let lieux = store::espace::lieux(lecture, &ids)
        .await
        .map_err(erreur_store)?;
    let lignes = acteur
        .attributions
        .iter()
        .map(|a| {
            vec![
                acteur.identifiant.clone(),
                acteur.nom.clone(),
                acteur.mel.clone(),
                a.role.libelle().to_owned(),
                a.etablissement
                    .and_then(|e| lieux.get(&e.0).cloned())
                    .unwrap_or_default(),
                cree_le.clone(),
            ]
        })
        .collect();
    parts.insert(PartDonnees::Compte, lignes);
    let actions = store::espace::actions(lecture, acteur.compte, ACTIONS_MAX)
        .await
        .map_err(erreur_store)?;
    let lignes = actions
        .into_iter()
        .map(|(moment, action)| vec![quand(moment), action])
        .collect();
    parts.insert(PartDonnees::Journal, lignes);
    connexion(services, acteur, quand, parts).await
}

/// How one signs in, without what would let another one do so.
async fn connexion(
    services: &Services,
    acteur: &Acteur,
    quand: &impl Fn(Moment) -> String,
    parts: &mut Parts,
) -> Result<(), Erreur> {
    let lecture = services.store.lecture();
    let lire = async {
        let maintenant = services.maintenant();
        let sessions = store::sessions_web::du_compte(lecture, acteur.compte, maintenant).await?;
        let lien = store::espace::lien_openid(lecture, acteur.compte).await?;
        let facteur = store::espace::second_facteur(lecture, acteur.compte).await?;
        let secours = store::second_facteur::secours_restants(lecture, acteur.compte).await?;
        Ok((sessions, lien, facteur, secours))
    };
    let (mut sessions, lien, facteur, secours) = lire.await.map_err(erreur_store)?;
    sessions.sort_by_key(|s| s.expire);
    let lignes = sessions.iter().map(|s| {
        let lue = SessionOuverte::lire(&s.donnees);
        let (ouverte, vue, navigateur) = lue
            .map(|l| (quand(l.ouverte), quand(l.vue), l.navigateur))
            .unwrap_or_default();
        vec![ouverte, vue, navigateur, quand(s.expire)]
    });
    parts.insert(PartDonnees::Sessions, lignes.collect());
    let lignes = lien.into_iter().map(|(emetteur, sujet, lie, vu)| {
        vec![
            emetteur,
            sujet,
            quand(lie),
            vu.map(quand).unwrap_or_default(),
        ]
    });
    parts.insert(PartDonnees::Openid, lignes.collect());
    let lignes = facteur.into_iter().map(|(actif, pas)| {
        let dernier = Moment(0).plus_secondes(pas.saturating_mul(CODE_SECONDES));
        vec![quand(actif), quand(dernier), secours.to_string()]
    });
    parts.insert(PartDonnees::SecondFacteur, lignes.collect());
    Ok(())
}

async fn identite(
    services: &Services,
    acteur: &Acteur,
    moi: IntervenantId,
    quand: &impl Fn(Moment) -> String,
    parts: &mut Parts,
) -> Result<(), Erreur> {
    let lecture = services.store.lecture();
    let portee = Portee::Academie(acteur.academie);
    let p = store::personnels::personne(lecture, &portee, moi)
        .await
        .map_err(erreur_store)?
        .ok_or(Erreur::Introuvable)?;
    let (telephone, _) = store::espace::telephone(lecture, moi)
        .await
        .map_err(erreur_store)?;
    let attendue = store::espace::changement(lecture, moi)
        .await
        .map_err(erreur_store)?;
    let agenda = store::espace::abonnement(lecture, moi)
        .await
        .map_err(erreur_store)?;
    let fiche = store::repertoire::fiche(lecture, acteur.academie, moi)
        .await
        .map_err(erreur_store)?;
    let (naissance, origine) = fiche
        .map(|f| (f.nom_naissance, f.origine.code().to_owned()))
        .unwrap_or_default();
    let secondaires = store::rattachements::de(lecture, moi)
        .await
        .map_err(erreur_store)?;
    let secondaires: Vec<String> = secondaires.into_iter().map(|r| r.libelle).collect();
    parts.insert(
        PartDonnees::Identite,
        vec![vec![
            p.matricule,
            p.civilite.en_toutes_lettres().to_owned(),
            p.nom,
            p.prenom,
            p.etablissement_libelle,
            p.discipline_libelle,
            secondaires.join(", "),
            naissance,
            origine,
        ]],
    );
    let mut adresse = p.adresse.lignes;
    adresse.push(format!("{} {}", p.adresse.code_postal, p.adresse.commune));
    adresse.retain(|l| !l.trim().is_empty());
    parts.insert(
        PartDonnees::Coordonnees,
        vec![vec![
            p.mel_professionnel,
            p.mel_personnel,
            attendue.map(|c| c.adresse).unwrap_or_default(),
            telephone,
            adresse.join(", "),
            agenda.map(|a| quand(a.cree_le)).unwrap_or_default(),
        ]],
    );
    Ok(())
}

async fn convocations(
    services: &Services,
    acteur: &Acteur,
    moi: IntervenantId,
    parts: &mut Parts,
) -> Result<(), Erreur> {
    let lecture = services.store.lecture();
    let jour = services.aujourd_hui(acteur.academie).await?;
    let ids = store::convocations::de_l_intervenant(lecture, acteur.academie, moi)
        .await
        .map_err(erreur_store)?;
    let mut toutes: Vec<(Lettre, bool)> = store::convocations::lettres(lecture, &ids, jour)
        .await
        .map_err(erreur_store)?
        .into_iter()
        .map(|l| (l, false))
        .collect();
    // Deleted ones are kept whole, however old, and told or not.
    let supprimees =
        store::espace::supprimees(lecture, acteur.academie, moi, Moment(0), ACTIONS_MAX)
            .await
            .map_err(erreur_store)?;
    for s in supprimees {
        let lettre = store::convocations::lettre_annulee(lecture, s.convocation, jour)
            .await
            .map_err(erreur_store)?;
        toutes.extend(lettre.map(|l| (l, true)));
    }
    let mut jours = Vec::new();
    let mut lignes = Vec::with_capacity(toutes.len());
    for (l, annulee) in toutes {
        let reference = l.reference();
        let a = l.affectation;
        jours.extend(a.creneaux.iter().map(|c| {
            vec![
                reference.clone(),
                c.jour.to_string(),
                heure_champ(c.debut),
                heure_champ(c.fin),
            ]
        }));
        lignes.push(vec![
            reference,
            l.mission.numero.to_string(),
            l.mission.type_mission.libelle().to_owned(),
            l.mission
                .epreuve
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            l.mission.session.libelle.clone(),
            libelle_etablissement(&l.centre_nom, &l.centre_uai),
            a.qualite
                .map(|q| q.libelle().to_owned())
                .unwrap_or_default(),
            a.salle,
            a.commission,
            a.observation,
            l.autorite.libelle().to_owned(),
            if annulee { "annulee" } else { "en_vigueur" }.to_owned(),
        ]);
    }
    parts.insert(PartDonnees::Convocations, lignes);
    parts.insert(PartDonnees::Jours, jours);
    Ok(())
}

/// What followed: answers, mails, services, and what one said of oneself.
async fn suites(
    services: &Services,
    acteur: &Acteur,
    moi: IntervenantId,
    quand: &impl Fn(Moment) -> String,
    parts: &mut Parts,
) -> Result<(), Erreur> {
    let lecture = services.store.lecture();
    let portee = Portee::Academie(acteur.academie);
    let oui_non = |b: bool| if b { "oui" } else { "non" }.to_owned();
    let reponses = store::espace::reponses(lecture, acteur.academie, moi)
        .await
        .map_err(erreur_store)?;
    let lignes = reponses.into_iter().map(|r| {
        vec![
            r.reference,
            r.edition.to_string(),
            r.genre.code().to_owned(),
            r.texte,
            quand(r.recue),
        ]
    });
    parts.insert(PartDonnees::Reponses, lignes.collect());

    let courriels = store::espace::courriels(lecture, moi)
        .await
        .map_err(erreur_store)?;
    let lignes = courriels.into_iter().map(|c| {
        vec![
            c.genre.map_or("service", |g| g.code()).to_owned(),
            c.adresse,
            c.etat.code().to_owned(),
            quand(c.depuis),
        ]
    });
    parts.insert(PartDonnees::Courriels, lignes.collect());

    let faits = store::service_fait::de_la_personne(lecture, &portee, moi)
        .await
        .map_err(erreur_store)?;
    let lignes = faits.into_iter().filter_map(|l| {
        let presence = l.constat.presence?;
        // In somebody's place: why they did not come is theirs.
        let mien = l.intervenant == moi;
        Some(vec![
            l.numero.to_string(),
            libelle_etablissement(&l.centre_nom, &l.centre),
            l.creneau.jour.to_string(),
            if mien {
                presence.libelle().to_owned()
            } else {
                "en_remplacement".to_owned()
            },
            l.constat
                .motif
                .filter(|_| mien)
                .map(|m| m.libelle().to_owned())
                .unwrap_or_default(),
            l.constat.minutes.to_string(),
            l.constat.nombre.map(|n| n.to_string()).unwrap_or_default(),
            if mien {
                l.constat.remarque
            } else {
                String::new()
            },
            l.valide.map(|(m, _)| quand(m)).unwrap_or_default(),
        ])
    });
    parts.insert(PartDonnees::Services, lignes.collect());

    let absences = store::indisponibilites::des_personnes(
        lecture,
        &portee,
        &[moi],
        NaiveDate::from_ymd_opt(1, 1, 1).unwrap_or_default(),
        NaiveDate::from_ymd_opt(9999, 12, 31).unwrap_or_default(),
    )
    .await
    .map_err(erreur_store)?;
    let lignes = absences.into_iter().map(|g| {
        vec![
            domain::periode(&g.absence),
            g.absence.du.to_string(),
            g.absence.au.to_string(),
            g.motif.libelle().to_owned(),
            g.commentaire,
        ]
    });
    parts.insert(PartDonnees::Indisponibilites, lignes.collect());

    let annees = store::competences::annees(lecture, acteur.academie)
        .await
        .map_err(erreur_store)?;
    let mut lignes = Vec::new();
    for annee in annees {
        let siennes = store::competences::de_personnes(lecture, acteur.academie, annee, [moi])
            .await
            .map_err(erreur_store)?;
        lignes.extend(siennes.into_values().flatten().map(|c| {
            vec![
                annee.to_string(),
                c.objet.to_string(),
                oui_non(c.declaree),
                oui_non(c.validee),
            ]
        }));
    }
    parts.insert(PartDonnees::Competences, lignes);
    Ok(())
}

/// What others keep, or did, of one: SANTORIN, centres that looked for them, merges.
async fn traces(
    services: &Services,
    acteur: &Acteur,
    moi: IntervenantId,
    quand: &impl Fn(Moment) -> String,
    parts: &mut Parts,
) -> Result<(), Erreur> {
    let lecture = services.store.lecture();
    let lire = async {
        let transmis = store::espace::transmis(lecture, acteur.academie, moi).await?;
        let demandes = store::espace::demandes(lecture, moi).await?;
        let fusions = store::espace::fusions(lecture, moi).await?;
        Ok((transmis, demandes, fusions))
    };
    let (transmis, demandes, fusions) = lire.await.map_err(erreur_store)?;
    let lignes = transmis.into_iter().map(|t| {
        let c = t.contenu;
        vec![
            c.reference(),
            t.droit,
            t.jusqu_au.to_string(),
            t.retrait,
            quand(t.quand),
            c.matricule,
            c.nom,
            c.prenom,
            c.mel,
            c.etablissement.map(String::from).unwrap_or_default(),
            String::from(c.centre),
            format!("{}, {}, {}", c.session, c.examen, c.annee),
            c.epreuve.map(|e| e.to_string()).unwrap_or_default(),
            c.qualite
                .map(|q| q.libelle().to_owned())
                .unwrap_or_default(),
        ]
    });
    parts.insert(PartDonnees::Santorin, lignes.collect());
    let lignes = demandes.into_iter().map(|d| {
        vec![
            quand(Moment(d.cree_le)),
            d.nom,
            d.prenom,
            d.lieu,
            d.discipline,
            d.commentaire,
            d.etat,
            d.traite_le.map(|m| quand(Moment(m))).unwrap_or_default(),
        ]
    });
    parts.insert(PartDonnees::Demandes, lignes.collect());
    let lignes = fusions.into_iter().map(|(faite, matricule, separee)| {
        vec![
            quand(faite),
            matricule,
            separee.map(quand).unwrap_or_default(),
        ]
    });
    parts.insert(PartDonnees::Fusions, lignes.collect());
    Ok(())
}

/// The same as one file: JSON, and a CSV for each part, in a ZIP; with its name. `colonne`
/// says how a column is headed in the CSV, `valeur` what a cell of that column reads; the
/// JSON has the codes.
///
/// # Errors
/// As [`mes_donnees`]; [`Erreur::Interne`] when the file cannot be made.
pub async fn exporter(
    services: &Services,
    acteur: &Acteur,
    colonne: impl Fn(&str) -> String,
    valeur: impl Fn(PartDonnees, &str, &str) -> String,
) -> Result<(String, Vec<u8>), Erreur> {
    let donnees = mes_donnees(services, acteur).await?;
    let jour = services.aujourd_hui(acteur.academie).await?;
    let mut fichiers = vec![Fichier {
        nom: "mes-donnees.json".to_owned(),
        octets: en_json(&donnees)?,
    }];
    for d in &donnees {
        fichiers.push(Fichier {
            nom: format!("{}.csv", d.part.code()),
            octets: en_csv(d, &colonne, &valeur)?,
        });
    }
    let archive = reunir(&fichiers, jour).map_err(|e| interne("donnees", &e))?;
    Ok(("mes-donnees.zip".to_owned(), archive))
}

fn en_json(donnees: &[Donnees]) -> Result<Vec<u8>, Erreur> {
    let parts: serde_json::Map<String, serde_json::Value> = donnees
        .iter()
        .map(|d| {
            let lignes: Vec<serde_json::Map<String, serde_json::Value>> = d
                .lignes
                .iter()
                .map(|ligne| {
                    d.part
                        .colonnes()
                        .iter()
                        .zip(ligne)
                        .map(|(nom, valeur)| ((*nom).to_owned(), valeur.as_str().into()))
                        .collect()
                })
                .collect();
            (d.part.code().to_owned(), serde_json::json!(lignes))
        })
        .collect();
    serde_json::to_vec_pretty(&parts).map_err(|e| interne("donnees", &e))
}

fn en_csv(
    d: &Donnees,
    colonne: &impl Fn(&str) -> String,
    valeur: &impl Fn(PartDonnees, &str, &str) -> String,
) -> Result<Vec<u8>, Erreur> {
    let mut csv = csv::WriterBuilder::new()
        .delimiter(b';')
        .terminator(csv::Terminator::CRLF)
        .from_writer("\u{feff}".as_bytes().to_vec());
    let ecrire = |csv: &mut csv::Writer<Vec<u8>>| -> Result<(), csv::Error> {
        csv.write_record(d.part.colonnes().iter().map(|c| colonne(c)))?;
        for ligne in &d.lignes {
            let dites = d.part.colonnes().iter().zip(ligne);
            let dites = dites.map(|(nom, c)| valeur(d.part, nom, c));
            csv.write_record(dites.map(|c| cellule_sure(&c)))?;
        }
        csv.flush()?;
        Ok(())
    };
    ecrire(&mut csv).map_err(|e| interne("donnees", &e))?;
    csv.into_inner().map_err(|e| interne("donnees", &e))
}
