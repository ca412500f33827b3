//! Convoking, changing, deleting, letters and signatures.

use crate::monde::*;
use domain::*;
use store::convocations::{self, creer_lot, lettres, ligne, lignes, modifier, supprimer};
use store::courriels::{self, NouveauCourriel};
use store::essais::sur_chaque_moteur;
use store::intervenants::NouvelIntervenant;
use store::signatures::NouvelleSignature;

#[tokio::test(flavor = "multi_thread")]
async fn la_liste_d_une_mission() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde
            .personnes(
                &store,
                &[
                    personne("1", "ZOLA", "Émile"),
                    NouvelIntervenant {
                        etablissement: Some(monde.fermat),
                        discipline: Some(monde.histoire),
                        mel_professionnel: "pas une adresse".into(),
                        ..personne("2", "ÉLUARD", "Paul")
                    },
                    personne("3", "HUGO", "Adèle"),
                ],
            )
            .await;
        let ids = monde.convoquer(&store, m, &qui).await;
        let lues = lignes(store.lecture(), m).await.unwrap();
        let noms: Vec<_> = lues.iter().map(|l| l.nom.as_str()).collect();
        assert_eq!(noms, ["ÉLUARD", "HUGO", "ZOLA"]);
        assert_eq!(lues[0].id, ids[1]);
        assert_eq!(lues[0].intervenant, qui[1]);
        assert_eq!(lues[0].etablissement, "LYCEE FERMAT (0310036W)");
        assert_eq!(lues[0].discipline, "HISTOIRE GÉOGRAPHIE");
        assert!(!lues[0].a_un_mel() && lues[1].a_un_mel());
        for l in &lues {
            assert_eq!(l.affectation, affectation());
            assert_eq!((l.autorite, l.auteur), (Autorite::Centre, monde.chef));
            assert_eq!((l.version, &l.dernier_envoi, l.imprimee), (1, &None, None));
            let seule = ligne(store.lecture(), l.id).await.unwrap();
            assert_eq!(seule, Some((m, l.clone())));
        }
        let deja = [qui[2], IntervenantId(9_999), qui[0]];
        let deja = convocations::deja_convoques(store.lecture(), m, &deja).await;
        assert_eq!(deja.unwrap(), [qui[0], qui[2]]);
        let siennes = convocations::de_l_intervenant(store.lecture(), monde.academie, qui[0]);
        assert_eq!(siennes.await.unwrap(), [ids[0]]);
        let ailleurs = convocations::de_l_intervenant(store.lecture(), AcademieId(99), qui[0]);
        assert!(ailleurs.await.unwrap().is_empty());
        let r = convocations::academie_et_centre(store.lecture(), ids[0])
            .await
            .unwrap()
            .unwrap();
        assert_eq!(
            (r.academie, r.centre, r.mission, r.numero),
            (monde.academie, monde.bellevue, m, 1)
        );
        let rien = convocations::academie_et_centre(store.lecture(), ConvocationId(9_999)).await;
        assert_eq!(rien.unwrap(), None);

        let tx = store.ecriture().await.unwrap();
        convocations::marquer_imprimees(&tx, &ids[..2], T0.plus_secondes(5))
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let lues = lignes(store.lecture(), m).await.unwrap();
        let imprimees: Vec<_> = lues.iter().map(|l| l.imprimee.is_some()).collect();
        assert_eq!(imprimees, [true, false, true]);
        assert!(lues.iter().all(|l| l.version == 1));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn qui_arrive_second_ne_change_rien() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 1).await;
        let id = monde.convoquer(&store, m, &qui).await[0];
        let neuve = Affectation {
            qualite: None,
            salle: "12".into(),
            commission: String::new(),
            creneaux: vec![creneau(5, 8, 12)],
            observation: String::new(),
        };
        let changer = async |version, a: &Affectation, quand| {
            let tx = store.ecriture().await.unwrap();
            let fait = modifier(&tx, id, version, a, quand).await.unwrap();
            tx.valider().await.unwrap();
            fait
        };
        assert!(changer(1, &neuve, T0.plus_secondes(1)).await);
        assert!(!changer(1, &affectation(), T0.plus_secondes(2)).await);
        let (_, lue) = ligne(store.lecture(), id).await.unwrap().unwrap();
        assert_eq!((lue.version, &lue.affectation), (2, &neuve));
        // A clock set back does not make a change older than its row.
        assert!(changer(2, &neuve, Moment(0)).await);

        let (_, lue) = ligne(store.lecture(), id).await.unwrap().unwrap();
        let effacer = async |version| {
            let tx = store.ecriture().await.unwrap();
            let fait = supprimer(&tx, &lue, version, monde.chef, T0).await.unwrap();
            tx.valider().await.unwrap();
            fait
        };
        assert!(!effacer(2).await);
        assert!(effacer(3).await);
        assert!(!effacer(3).await);
        assert!(lignes(store.lecture(), m).await.unwrap().is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn tout_ou_rien() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 3).await;
        monde.convoquer(&store, m, &qui[1..2]).await;
        let tx = store.ecriture().await.unwrap();
        let fait = creer_lot(
            &tx,
            m,
            &qui,
            &affectation(),
            Autorite::Centre,
            monde.chef,
            T0,
        )
        .await;
        assert!(fait.unwrap_err().est_unicite());
        drop(tx);
        assert_eq!(lignes(store.lecture(), m).await.unwrap().len(), 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn deux_mille_d_un_coup_dans_l_ordre() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let mut qui = monde.foule(&store, 2_000).await;
        qui.reverse();
        let ids = monde.convoquer(&store, m, &qui).await;
        let lues = lettres(store.lecture(), &ids, jour(1)).await.unwrap();
        assert_eq!(lues.len(), 2_000);
        for ((lettre, id), qui) in lues.iter().zip(&ids).zip(&qui) {
            assert_eq!((lettre.convocation, lettre.destinataire.id), (*id, *qui));
            assert_eq!(lettre.affectation.creneaux.len(), 2);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn la_lettre_et_la_signature_du_jour() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde
            .mission(&store, &mission(172_278, monde.bellevue))
            .await;
        let adresse = Adresse {
            lignes: vec!["1 rue X".into()],
            code_postal: "AD500".into(),
            commune: "ANDORRE".into(),
        };
        let qui = monde
            .personnes(
                &store,
                &[NouvelIntervenant {
                    etablissement: Some(monde.fermat),
                    discipline: Some(monde.anglais),
                    mel_personnel: "perso@example.org".into(),
                    adresse: adresse.clone(),
                    ..personne("1", "DURAND", "Anne")
                }],
            )
            .await;
        let ids = monde.convoquer(&store, m, &qui).await;
        let signature = |prenom: &str, du: Option<u32>, au: Option<u32>| NouvelleSignature {
            etablissement: monde.bellevue,
            signataire: Signataire::ChefEtablissement,
            civilite: Civilite::Madame,
            nom: "MARTIN".into(),
            prenom: prenom.into(),
            qualite: "Proviseure".into(),
            delegation: false,
            image_png: vec![0x89, 0, 255],
            auteur: None,
            valide_du: du.map(jour),
            valide_au: au.map(jour),
        };
        let tx = store.ecriture().await.unwrap();
        for (n, s) in [
            signature("Ancienne", None, Some(5)),
            signature("Claire", Some(6), None),
            NouvelleSignature {
                etablissement: monde.fermat,
                ..signature("Ailleurs", None, None)
            },
            NouvelleSignature {
                signataire: Signataire::ChefCentre,
                ..signature("Centre", None, None)
            },
        ]
        .into_iter()
        .enumerate()
        {
            store::signatures::enregistrer(&tx, &s, T0.plus_secondes(n as i64))
                .await
                .unwrap();
        }
        let inversee = tx.point().await.unwrap();
        let a_l_envers = signature("X", Some(6), Some(5));
        let refus = store::signatures::enregistrer(&inversee, &a_l_envers, T0).await;
        assert!(refus.unwrap_err().est_contrainte());
        inversee.annuler().await.unwrap();
        tx.valider().await.unwrap();

        for (j, prenom) in [(5, "Ancienne"), (6, "Claire")] {
            let lue = lettres(store.lecture(), &ids, jour(j))
                .await
                .unwrap()
                .remove(0);
            let s = lue.signature.unwrap();
            assert_eq!(
                (s.prenom.as_str(), s.qualite.as_str()),
                (prenom, "Proviseure")
            );
            assert_eq!(*s.image_png, [0x89, 0, 255]);
            assert_eq!(lue.faite_le, jour(j));
        }
        let demandees = [ConvocationId(9_999), ids[0]];
        let lues = lettres(store.lecture(), &demandees, jour(6)).await.unwrap();
        assert_eq!(lues.len(), 1);
        let l = &lues[0];
        assert_eq!(l.reference(), format!("172278-{}", ids[0]));
        assert_eq!((l.academie.as_str(), l.mission_id), ("Toulouse", m));
        assert_eq!(l.fuseau, "Europe/Paris");
        assert_eq!(l.centre_uai.as_str(), "0310038Y");
        assert_eq!(l.centre_adresse.lignes, ["135 route de Narbonne", "BP 10"]);
        assert_eq!(l.destinataire.adresse, adresse);
        assert_eq!(l.destinataire.etablissement, "LYCEE FERMAT (0310036W)");
        assert_eq!(l.destinataire.mel_personnel, "perso@example.org");
        assert_eq!(l.mission.nombre_intervenants, 1);
        assert_eq!(l.affectation, affectation());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_dernier_envoi_de_chaque_ligne() {
    sur_chaque_moteur(async |store| {
        let monde = Monde::creer(&store).await;
        let m = monde.mission(&store, &mission(1, monde.bellevue)).await;
        let qui = monde.foule(&store, 2).await;
        let ids = monde.convoquer(&store, m, &qui).await;
        let courriel = |n: u32, genre, version| NouveauCourriel {
            genre,
            convocation: Some(ids[0]),
            intervenant: Some(qui[0]),
            nom: "X".into(),
            adresse: "x@example.org".into(),
            sujet: "Convocation".into(),
            message_id: format!("<{n}@imagin>"),
            convocation_version: version,
        };
        let tx = store.ecriture().await.unwrap();
        let e1 = courriels::creer_envoi(&tx, m, monde.chef, false, &[], T0)
            .await
            .unwrap();
        let lot = [
            courriel(1, GenreCourriel::Convocation, 1),
            courriel(2, GenreCourriel::Copie, 1),
        ];
        courriels::ajouter_lot(&tx, e1, &lot, T0, T0).await.unwrap();
        tx.valider().await.unwrap();
        let lues = lignes(store.lecture(), m).await.unwrap();
        let envoi = lues[0].dernier_envoi.clone().unwrap();
        assert_eq!((envoi.etat, envoi.depuis), (EtatCourriel::EnAttente, T0));
        assert!(!envoi.modifiee_depuis);
        assert_eq!(lues[1].dernier_envoi, None);

        let tx = store.ecriture().await.unwrap();
        assert!(modifier(&tx, ids[0], 1, &affectation(), T0).await.unwrap());
        tx.valider().await.unwrap();
        let modifiee = async || {
            let (_, l) = ligne(store.lecture(), ids[0]).await.unwrap().unwrap();
            l.dernier_envoi.unwrap().modifiee_depuis
        };
        assert!(modifiee().await);
        let tx = store.ecriture().await.unwrap();
        let e2 = courriels::creer_envoi(&tx, m, monde.chef, false, &[], T0)
            .await
            .unwrap();
        let lot = [courriel(3, GenreCourriel::Convocation, 2)];
        courriels::ajouter_lot(&tx, e2, &lot, T0.plus_secondes(9), T0.plus_secondes(9))
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert!(!modifiee().await);

        // Deleted: what was not sent is given up, and stays known.
        let tx = store.ecriture().await.unwrap();
        let n = courriels::annuler_de_la_convocation(&tx, ids[0], T0)
            .await
            .unwrap();
        assert_eq!(n, 3);
        let (_, lue) = ligne(&tx, ids[0]).await.unwrap().unwrap();
        assert!(supprimer(&tx, &lue, 2, monde.chef, T0).await.unwrap());
        tx.valider().await.unwrap();
        let suivi = courriels::suivi(store.lecture(), m, None).await.unwrap();
        assert_eq!(suivi.len(), 3);
        assert!(
            suivi
                .iter()
                .all(|s| s.etat == EtatCourriel::Annule && s.convocation.is_none())
        );
        assert_eq!(
            courriels::prochaine_echeance(store.lecture())
                .await
                .unwrap(),
            None
        );
    })
    .await;
}
