//! The intervenant's own space, on each engine: convocations and answers, the calendar at
//! its address, coordinates, services, and everything that is kept.

use crate::courrier::{Livreur, jusqu_a, recus, refus, texte};
use crate::monde::*;
use domain::*;
use mail::{Memoire, Nature, Raison};
use store::essais::sur_chaque_moteur;
use store::{ConnectionTrait, Store};
use usecases::abonnements::{self, RefusAgenda};
use usecases::accuses::repondre_par_compte;
use usecases::coordonnees::{self, RefusConfirmation};
use usecases::{convocations, espace, personnels};

/// 2021-01-20T09:15:30Z: two weeks before the days of the convocations.
const JANVIER: Moment = Moment(1_611_134_130_000);
const JOUR: i64 = 24 * 60 * 60;
const ADRESSE: &str = "192.0.2.7";
const NEUVE: &str = "neuve@maison.example";

async fn monde(store: &Store) -> Monde {
    Monde::a(store, JANVIER, "http://localhost").await
}

/// What the mails to an address say, oldest first.
fn textes(memoire: &Memoire, adresse: &str) -> Vec<String> {
    recus(memoire, adresse).iter().map(texte).collect()
}

/// The code of the link in a mail.
fn code(texte: &str) -> String {
    let (_, suite) = texte.split_once("/adresse/").expect("un lien");
    suite
        .chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect()
}

async fn miennes(m: &Monde, acteur: &Acteur) -> MesConvocations {
    espace::mes_convocations(&m.services, acteur).await.unwrap()
}

async fn repondre(
    m: &Monde,
    acteur: &Acteur,
    id: ConvocationId,
    edition: i32,
    genre: GenreReponse,
    texte: &str,
) -> Result<(), Erreur> {
    repondre_par_compte(&m.services, acteur, id, edition, genre, texte).await
}

const fn refusee(e: EspaceErreur) -> Result<(), Erreur> {
    Err(Erreur::Espace(e))
}

// -------------------------------------------------------------- convocations

#[tokio::test(flavor = "multi_thread")]
async fn les_miennes_et_mes_reponses_sans_code() {
    sur_chaque_moteur(async |store| {
        use GenreReponse::{Empechement, Lue};
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let vues = miennes(&m, moi).await;
        assert_eq!((vues.a_venir.len(), vues.passees.len()), (1, 0));
        let c = &vues.a_venir[0];
        assert_eq!((c.convocation, c.edition), (id, 1));
        assert_eq!((c.etat, c.salle.as_str()), (EtatMienne::AConfirmer, "205"));
        assert_eq!(c.creneaux, [creneau(2, 9, 12)]);
        let accueil = usecases::accueil::lire(&m.services, moi).await.unwrap();
        let accueil = accueil.intervenant.unwrap();
        assert_eq!(accueil.a_confirmer, 1);
        assert_eq!(accueil.prochaine.unwrap().convocation, id);
        // Nobody else's.
        for autre in [&m.autre_intervenante, &m.chef, &m.gestionnaire] {
            assert_eq!(miennes(&m, autre).await, MesConvocations::default());
            let refuse = repondre(&m, autre, id, 1, Lue, "").await;
            assert_eq!(refuse, Err(Erreur::Introuvable));
        }
        let accueil = usecases::accueil::lire(&m.services, &m.chef).await.unwrap();
        assert_eq!(accueil.intervenant, None);
        let inconnue = repondre(&m, moi, ConvocationId(987_654), 1, Lue, "").await;
        assert_eq!(inconnue, Err(Erreur::Introuvable));

        // As by the link: seen by the centre, told once.
        for _ in 0..2 {
            repondre(&m, moi, id, 1, Lue, "ce texte n’est pas lu")
                .await
                .unwrap();
        }
        assert_eq!(miennes(&m, moi).await.a_venir[0].etat, EtatMienne::Lue);
        let ligne = m.lignes(&m.chef, COEC).await.remove(0);
        assert_eq!(ligne.reponse.as_ref().unwrap().genre, Lue);
        let gardees = store::accuses::toutes(store.lecture(), id).await.unwrap();
        assert_eq!(gardees.len(), 1);
        assert_eq!(gardees[0].texte, "");
        let traces = store::piste::lister(store.lecture(), Some(("convocation", id.0)), 10)
            .await
            .unwrap();
        let trace = traces.iter().find(|t| t.action == "accuse.lue").unwrap();
        assert_eq!(trace.compte, Some(moi.compte));

        // An impediment wants a text, which stays with the centre.
        let vide = repondre(&m, moi, id, 1, Empechement, "  \n ").await;
        assert_eq!(
            vide,
            refusee(EspaceErreur::Reponse(ReponseErreur::TexteVide))
        );
        let long = repondre(&m, moi, id, 1, Empechement, &"x".repeat(1_001)).await;
        assert_eq!(
            long,
            refusee(EspaceErreur::Reponse(ReponseErreur::TexteTropLong))
        );
        repondre(&m, moi, id, 1, Empechement, "Raison de santé")
            .await
            .unwrap();
        let vue = miennes(&m, moi).await.a_venir.remove(0);
        assert_eq!(vue.etat, EtatMienne::Empechee);
        assert_eq!(vue.reponse.unwrap().texte, "Raison de santé");
        assert!(
            m.faits(&m.chef)
                .await
                .iter()
                .any(|f| matches!(f, Fait::EmpechementSignale { .. }))
        );
        let traces = store::piste::lister(store.lecture(), None, 1_000)
            .await
            .unwrap();
        assert!(traces.iter().all(|t| !t.details.contains("santé")));
        assert_eq!(
            m.faits(moi).await[0],
            Fait::Espace(FaitEspace::Reponse {
                mission: COEC,
                genre: Empechement
            })
        );

        // Changed: what was read counts no more, and it waits again.
        m.changer_salle(id, 1, "206").await;
        let c = miennes(&m, moi).await.a_venir.remove(0);
        assert_eq!((c.etat, c.edition), (EtatMienne::AConfirmer, 2));
        for edition in [1, 3, -1] {
            assert_eq!(
                repondre(&m, moi, id, edition, Lue, "").await,
                refusee(EspaceErreur::ConvocationChangee)
            );
        }
        repondre(&m, moi, id, 2, Lue, "").await.unwrap();

        // Past, it goes behind; long past, it is answered no more.
        m.horloge.avancer(20 * JOUR);
        let vues = miennes(&m, moi).await;
        assert_eq!((vues.a_venir.len(), vues.passees.len()), (0, 1));
        assert_eq!(vues.passees[0].etat, EtatMienne::Passee);
        m.horloge.avancer(100 * JOUR);
        assert_eq!(
            repondre(&m, moi, id, 2, Empechement, "tard").await,
            refusee(EspaceErreur::ReponseTardive)
        );
        convocations::supprimer(&m.services, &m.chef, id, 2)
            .await
            .unwrap();
        assert_eq!(
            repondre(&m, moi, id, 2, Lue, "").await,
            refusee(EspaceErreur::ConvocationAnnulee)
        );
    })
    .await;
}

/// What is read again after a refused answer is what the refusal told of, and leads to an
/// answer that is kept.
#[tokio::test(flavor = "multi_thread")]
async fn une_reponse_refusee_se_relit() {
    sur_chaque_moteur(async |store| {
        use GenreReponse::{Empechement, Lue};
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let lue = miennes(&m, moi).await.a_venir.remove(0);
        m.changer_salle(id, 1, "207").await;
        assert_eq!(
            repondre(&m, moi, id, lue.edition, Empechement, "un texte").await,
            refusee(EspaceErreur::ConvocationChangee)
        );
        // Nothing of it was kept, and the centre was told nothing.
        assert!(
            store::accuses::toutes(store.lecture(), id)
                .await
                .unwrap()
                .is_empty()
        );
        assert!(
            !m.faits(&m.chef)
                .await
                .iter()
                .any(|f| matches!(f, Fait::EmpechementSignale { .. }))
        );
        let relue = miennes(&m, moi).await.a_venir.remove(0);
        assert_eq!((&*relue.salle, relue.edition), ("207", lue.edition + 1));
        assert_eq!(relue.etat, EtatMienne::AConfirmer);
        repondre(&m, moi, id, relue.edition, Lue, "").await.unwrap();
        assert_eq!(miennes(&m, moi).await.a_venir[0].etat, EtatMienne::Lue);

        // Deleted since it was read: known, it stays to be seen as such, and wants no answer.
        convocations::supprimer(&m.services, &m.chef, id, 2)
            .await
            .unwrap();
        assert_eq!(
            repondre(&m, moi, id, relue.edition, Empechement, "trop tard").await,
            refusee(EspaceErreur::ConvocationAnnulee)
        );
        let apres = miennes(&m, moi).await;
        let annulee = apres.a_venir.iter().find(|c| c.convocation == id);
        assert_eq!(annulee.map(|c| c.etat), Some(EtatMienne::Annulee));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn une_annulee_se_voit_si_elle_etait_connue() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let memoire = Memoire::default();
        // Never sent: nothing to tell.
        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        convocations::supprimer(&m.services, &m.chef, id, 1)
            .await
            .unwrap();
        assert_eq!(miennes(&m, moi).await, MesConvocations::default());

        let [id] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        m.envoyer(&memoire, id).await;
        convocations::supprimer(&m.services, &m.chef, id, 1)
            .await
            .unwrap();
        let vues = miennes(&m, moi).await;
        assert_eq!(vues.a_venir.len(), 1);
        assert_eq!(vues.a_venir[0].etat, EtatMienne::Annulee);
        assert_eq!((vues.a_confirmer(), vues.prochaine()), (0, None));
        // Convoked again, the one that stands says it all.
        let [autre] = m.convoquer(&m.chef, COEC, &[m.anne]).await[..] else {
            panic!()
        };
        let vues = miennes(&m, moi).await;
        assert_eq!(vues.a_venir.len(), 1);
        assert_eq!(vues.a_venir[0].convocation, autre);
        let adresse = ouvrir(&m, moi).await;
        let lu = agenda(&m, &adresse).await.unwrap();
        assert!(lu.contains("STATUS:CONFIRMED"), "{lu}");
        assert!(!lu.contains("STATUS:CANCELLED"), "{lu}");
        abonnements::fermer(&m.services, moi).await.unwrap();
        convocations::supprimer(&m.services, &m.chef, autre, 1)
            .await
            .unwrap();
        m.horloge.avancer(61 * JOUR);
        assert_eq!(miennes(&m, moi).await, MesConvocations::default());
    })
    .await;
}

// -------------------------------------------------------------------- calendar

/// The secret of an address.
fn secret(agenda: &AgendaOuvert) -> String {
    let (_, fichier) = agenda.adresse.rsplit_once("/agenda/").unwrap();
    fichier.strip_suffix(".ics").unwrap().to_owned()
}

async fn ouvrir(m: &Monde, acteur: &Acteur) -> String {
    abonnements::ouvrir(&m.services, acteur).await.unwrap();
    secret(&miennes(m, acteur).await.agenda.unwrap())
}

async fn agenda(m: &Monde, secret: &str) -> Result<String, RefusAgenda> {
    let octets = abonnements::lire(&m.services, secret, ADRESSE).await?;
    Ok(String::from_utf8(octets).unwrap().replace("\r\n ", ""))
}

#[tokio::test(flavor = "multi_thread")]
async fn l_agenda_a_une_adresse_privee() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let memoire = Memoire::default();
        for autre in [&m.chef, &m.gestionnaire] {
            let refuse = abonnements::ouvrir(&m.services, autre).await;
            assert_eq!(refuse, Err(Erreur::Interdit));
        }
        assert_eq!(miennes(&m, moi).await.agenda, None);
        let premier = ouvrir(&m, moi).await;
        assert!(premier.len() > 32, "160 bits au moins : {premier}");
        // Empty, it is a calendar all the same.
        let vide = agenda(&m, &premier).await.unwrap();
        assert!(vide.contains("METHOD:PUBLISH\r\n") && !vide.contains("VEVENT"));

        let [id, _] = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await[..] else {
            panic!()
        };
        let lu = agenda(&m, &premier).await.unwrap();
        assert_eq!(lu.matches("BEGIN:VEVENT").count(), 1, "{lu}");
        assert!(
            lu.contains(&format!("UID:convocation-{id}-20210202@")),
            "{lu}"
        );
        assert!(lu.contains("STATUS:CONFIRMED") && lu.contains("salle 205"));
        // The same bytes as long as nothing changes, whenever it is read.
        m.horloge.avancer(JOUR);
        assert_eq!(agenda(&m, &premier).await.unwrap(), lu);
        m.changer_salle(id, 1, "206").await;
        let change = agenda(&m, &premier).await.unwrap();
        assert!(change.contains("salle 206") && change.contains("SEQUENCE:2"));

        // Renewed, the former one is dead; each their own.
        let second = ouvrir(&m, moi).await;
        let de_lea = ouvrir(&m, &m.autre_intervenante).await;
        assert_ne!(premier, second);
        assert_eq!(agenda(&m, &premier).await, Err(RefusAgenda::Inconnue));
        assert_eq!(agenda(&m, &second).await.unwrap(), change);
        assert_ne!(agenda(&m, &de_lea).await.unwrap(), change);
        // Nothing of a secret is kept.
        let gardes = store::espace::abonnement(store.lecture(), m.anne)
            .await
            .unwrap()
            .unwrap();
        assert!(!second.contains(&gardes.graine.to_uppercase()));

        // What was received and is cancelled stays a while, as cancelled.
        m.envoyer(&memoire, id).await;
        convocations::supprimer(&m.services, &m.chef, id, 2)
            .await
            .unwrap();
        let annule = agenda(&m, &second).await.unwrap();
        assert!(annule.contains("STATUS:CANCELLED"), "{annule}");
        assert!(annule.contains("SEQUENCE:3"), "{annule}");
        assert!(!annule.contains("STATUS:CONFIRMED"), "{annule}");

        // Wrong ones are counted, and keep nobody from their own.
        let faux = format!("{}{}", &de_lea[..32], &second[32..]);
        let long = "Z".repeat(200);
        for mauvais in [faux.as_str(), "", "0000", "é", long.as_str()] {
            assert_eq!(agenda(&m, mauvais).await, Err(RefusAgenda::Inconnue));
        }
        let limite = m.services.reglages.limites.codes_adresse;
        // One more was counted above.
        for _ in 6..limite {
            assert_eq!(agenda(&m, &faux).await, Err(RefusAgenda::Inconnue));
        }
        assert!(matches!(
            agenda(&m, &faux).await,
            Err(RefusAgenda::TropDEssais(_))
        ));
        assert!(agenda(&m, &second).await.is_ok());

        // Closed, or with its account.
        abonnements::fermer(&m.services, moi).await.unwrap();
        abonnements::fermer(&m.services, moi).await.unwrap();
        assert!(agenda(&m, &second).await.is_err());
        assert_eq!(miennes(&m, moi).await.agenda, None);
        let tx = store.ecriture().await.unwrap();
        store::comptes::changer_actif(&tx, m.autre_intervenante.compte, false)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert!(agenda(&m, &de_lea).await.is_err());
        let dits = m.faits(moi).await;
        assert_eq!(dits[0], Fait::Espace(FaitEspace::AgendaFerme));
        assert_eq!(
            dits[1],
            Fait::Espace(FaitEspace::AgendaOuvert { renouvele: true })
        );
    })
    .await;
}

// ----------------------------------------------------------------- coordinates

async fn changer(m: &Monde, acteur: &Acteur, avant: &str, apres: &str) -> Result<(), Erreur> {
    coordonnees::changer_adresse(&m.services, acteur, avant, apres).await
}

async fn mes_coordonnees(m: &Monde, acteur: &Acteur) -> MesCoordonnees {
    coordonnees::lire(&m.services, acteur).await.unwrap()
}

async fn confirmer(m: &Monde, code: &str) -> Result<(), RefusConfirmation> {
    coordonnees::confirmer(&m.services, code, ADRESSE).await
}

const INCONNUE: Result<(), RefusConfirmation> =
    Err(RefusConfirmation::Etat(EtatConfirmation::Inconnue));

#[tokio::test(flavor = "multi_thread")]
async fn une_adresse_personnelle_se_confirme_par_courriel() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let memoire = Memoire::default();
        const CONNUE: &str = "anne@maison.example";
        let fiche = async || {
            personnels::fiche(&m.services, &m.chef, m.anne, None, None, 1)
                .await
                .unwrap()
                .mel_personnel
        };
        assert_eq!(mes_coordonnees(&m, moi).await.mel_personnel, CONNUE);
        assert_eq!(
            coordonnees::lire(&m.services, &m.chef).await,
            Err(Erreur::Interdit)
        );
        assert_eq!(changer(&m, &m.chef, "", NEUVE).await, Err(Erreur::Interdit));
        changer(&m, moi, CONNUE, NEUVE).await.unwrap();
        // In the same transaction, and not sent yet; the établissement sees the former one.
        let vues = mes_coordonnees(&m, moi).await;
        assert_eq!(vues.mel_personnel, CONNUE);
        let attente = vues.attente.unwrap();
        assert_eq!((attente.adresse.as_str(), attente.expire), (NEUVE, false));
        assert_eq!(attente.courriel, Some(EtatCourriel::EnAttente));
        assert_eq!(fiche().await, CONNUE);
        let livreur = Livreur::lancer(&m.services, &memoire);
        jusqu_a("livrés", async || memoire.messages().len() >= 2).await;
        livreur.arreter().await;
        let [lien] = &textes(&memoire, NEUVE)[..] else {
            panic!("un courriel");
        };
        let code = code(lien);
        let [avis] = &textes(&memoire, CONNUE)[..] else {
            panic!("un avis");
        };
        assert!(avis.contains("a été demandée pour vous"), "{avis}");
        assert!(!avis.contains(&code) && !avis.contains(NEUVE), "{avis}");
        let attente = mes_coordonnees(&m, moi).await.attente.unwrap();
        assert_eq!(attente.courriel, Some(EtatCourriel::Envoye));

        // Looking changes nothing; another code is none.
        for _ in 0..2 {
            let vue = coordonnees::consulter(&m.services, &code, ADRESSE)
                .await
                .unwrap();
            assert_eq!(vue.adresse, NEUVE);
            assert_eq!(vue.jusqu_au, "22/01/2021 à\u{a0}10\u{a0}h\u{a0}15");
        }
        assert_eq!(fiche().await, CONNUE);
        let faux: String = code
            .chars()
            .enumerate()
            .map(|(i, c)| match (i, c) {
                (0, 'A') => 'B',
                (0, _) => 'A',
                (_, c) => c,
            })
            .collect();
        assert_eq!(confirmer(&m, &faux).await, INCONNUE);
        confirmer(&m, &code).await.unwrap();
        assert_eq!(fiche().await, NEUVE);
        let vues = mes_coordonnees(&m, moi).await;
        assert_eq!((vues.mel_personnel.as_str(), vues.attente), (NEUVE, None));
        m.livrer_du_service(&memoire).await;
        let avis = textes(&memoire, CONNUE).pop().unwrap();
        assert!(avis.contains("a été confirmée pour vous"), "{avis}");
        assert!(!avis.contains(NEUVE), "{avis}");
        // Once.
        assert_eq!(confirmer(&m, &code).await, INCONNUE);
        let dits = m.faits(moi).await;
        assert_eq!(
            dits[0],
            Fait::Espace(FaitEspace::AdresseConfirmee {
                adresse: NEUVE.into()
            })
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_lien_trop_vieux_remplace_ou_abandonne_ne_sert_plus() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let memoire = Memoire::default();
        const CONNUE: &str = "anne@maison.example";
        let demander = async |adresse: &str| {
            changer(&m, moi, CONNUE, adresse).await.unwrap();
            m.livrer_du_service(&memoire).await;
            code(&textes(&memoire, adresse).pop().unwrap())
        };
        let premier = demander(NEUVE).await;
        let second = demander("autre@maison.example").await;
        assert_eq!(confirmer(&m, &premier).await, INCONNUE);
        m.horloge.avancer(CONFIRMATION_HEURES * 60 * 60);
        assert_eq!(
            confirmer(&m, &second).await,
            Err(RefusConfirmation::Etat(EtatConfirmation::Expiree))
        );
        assert!(mes_coordonnees(&m, moi).await.attente.unwrap().expire);
        let troisieme = demander(NEUVE).await;
        coordonnees::abandonner(&m.services, moi).await.unwrap();
        coordonnees::abandonner(&m.services, moi).await.unwrap();
        assert_eq!(confirmer(&m, &troisieme).await, INCONNUE);
        assert_eq!(mes_coordonnees(&m, moi).await.attente, None);
        // Given up before its mail left: it does not leave.
        let avant = memoire.messages().len();
        changer(&m, moi, CONNUE, "jamais@maison.example")
            .await
            .unwrap();
        coordonnees::abandonner(&m.services, moi).await.unwrap();
        m.livrer_du_service(&memoire).await;
        assert_eq!(memoire.messages().len(), avant);

        // Somebody else's request never touches another's.
        assert_eq!(
            coordonnees::abandonner(&m.services, &m.chef).await,
            Err(Erreur::Interdit)
        );
        // A mail that is refused is told.
        memoire.repondre(|_| Err(refus(Nature::Permanent, Raison::AdresseRefusee, 550)));
        changer(&m, moi, CONNUE, "perdue@maison.example")
            .await
            .unwrap();
        m.livrer_du_service(&memoire).await;
        let attente = mes_coordonnees(&m, moi).await.attente.unwrap();
        assert_eq!(attente.courriel, Some(EtatCourriel::Echec));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn les_demandes_d_adresse_ont_leurs_limites() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        const CONNUE: &str = "anne@maison.example";
        let invalide = changer(&m, moi, CONNUE, "pas une adresse").await;
        assert!(matches!(invalide, Err(Erreur::AdresseInvalide { .. })));
        assert_eq!(
            changer(&m, moi, "ancienne@maison.example", NEUVE).await,
            Err(Erreur::AdresseChangee)
        );
        for connue in [CONNUE, " ANNE@maison.example ", "anne@ac.example"] {
            assert_eq!(
                changer(&m, moi, CONNUE, connue).await,
                refusee(EspaceErreur::MemeAdresse),
                "{connue}"
            );
        }
        assert_eq!(
            changer(&m, &m.autre_intervenante, "lea@maison.example", "").await,
            refusee(EspaceErreur::SeuleAdresse)
        );
        for n in 0..CHANGEMENTS_PAR_JOUR {
            changer(&m, moi, CONNUE, &format!("n{n}@maison.example"))
                .await
                .unwrap();
        }
        assert_eq!(
            changer(&m, moi, CONNUE, NEUVE).await,
            refusee(EspaceErreur::TropDeChangements)
        );
        // The last one still waits.
        let attente = mes_coordonnees(&m, moi).await.attente.unwrap();
        assert_eq!(attente.adresse, "n4@maison.example");
        m.horloge.avancer(JOUR + 1);
        changer(&m, moi, CONNUE, NEUVE).await.unwrap();
        // Taking it away is done at once, warned, and ends what waited.
        changer(&m, moi, CONNUE, "").await.unwrap();
        let vues = mes_coordonnees(&m, moi).await;
        assert_eq!((vues.mel_personnel.as_str(), vues.attente), ("", None));
        let memoire = Memoire::default();
        m.livrer_du_service(&memoire).await;
        assert_eq!(textes(&memoire, NEUVE), [""; 0]);
        let avis = textes(&memoire, CONNUE).pop().unwrap();
        assert!(avis.contains("a été retirée"), "{avis}");

        // Too many wrong codes from one address.
        for _ in 0..m.services.reglages.limites.codes_adresse {
            assert_eq!(confirmer(&m, "0000").await, INCONNUE);
        }
        assert!(matches!(
            confirmer(&m, "0000").await,
            Err(RefusConfirmation::TropDEssais(_))
        ));
        // They keep nobody from the right one.
        changer(&m, moi, "", NEUVE).await.unwrap();
        m.livrer_du_service(&memoire).await;
        let bon = code(&textes(&memoire, NEUVE)[0]);
        confirmer(&m, &bon).await.unwrap();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_compte_ferme_ne_confirme_plus_d_adresse() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let memoire = Memoire::default();
        changer(&m, moi, "anne@maison.example", NEUVE)
            .await
            .unwrap();
        m.livrer_du_service(&memoire).await;
        let code = code(&textes(&memoire, NEUVE)[0]);
        let tx = store.ecriture().await.unwrap();
        store::comptes::changer_actif(&tx, moi.compte, false)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(confirmer(&m, &code).await, INCONNUE);
        assert_eq!(
            coordonnees::consulter(&m.services, &code, ADRESSE).await,
            Err(RefusConfirmation::Etat(EtatConfirmation::Inconnue))
        );
        assert_eq!(
            mes_coordonnees(&m, moi).await.mel_personnel,
            "anne@maison.example"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_code_confirme_une_fois_meme_en_meme_temps() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let memoire = Memoire::default();
        changer(&m, &m.intervenante, "anne@maison.example", NEUVE)
            .await
            .unwrap();
        m.livrer_du_service(&memoire).await;
        let code = code(&textes(&memoire, NEUVE)[0]);
        let essais: Vec<_> = (0..4)
            .map(|_| {
                let (s, code) = (m.services.clone(), code.clone());
                tokio::spawn(async move { coordonnees::confirmer(&s, &code, ADRESSE).await })
            })
            .collect();
        let mut reussis = 0;
        for essai in essais {
            match essai.await.unwrap() {
                Ok(()) => reussis += 1,
                autre => assert_eq!(autre, INCONNUE),
            }
        }
        assert_eq!(reussis, 1);
        assert_eq!(
            mes_coordonnees(&m, &m.intervenante).await.mel_personnel,
            NEUVE
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn le_telephone_se_change_et_se_voit() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let s = &m.services;
        coordonnees::changer_telephone(s, moi, 0, " 0612345678 ")
            .await
            .unwrap();
        let vues = mes_coordonnees(&m, moi).await;
        assert_eq!(
            (vues.telephone.as_str(), vues.telephone_version),
            ("06 12 34 56 78", 1)
        );
        let fiche = personnels::fiche(s, &m.chef, m.anne, None, None, 1)
            .await
            .unwrap();
        assert_eq!(fiche.telephone, "06 12 34 56 78");
        assert_eq!(
            coordonnees::changer_telephone(s, moi, 0, "0102030405").await,
            refusee(EspaceErreur::TelephoneChange)
        );
        assert_eq!(
            coordonnees::changer_telephone(s, moi, 1, "appelez-moi").await,
            refusee(EspaceErreur::TelephoneInvalide)
        );
        coordonnees::changer_telephone(s, moi, 1, "").await.unwrap();
        assert_eq!(mes_coordonnees(&m, moi).await.telephone, "");
        assert_eq!(
            coordonnees::changer_telephone(s, &m.chef, 0, "0102030405").await,
            Err(Erreur::Interdit)
        );
        let traces = store::piste::lister(store.lecture(), None, 100)
            .await
            .unwrap();
        assert!(traces.iter().all(|t| !t.details.contains("12 34")));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn l_adresse_postale_se_change_jusqu_au_fichier_suivant() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let (moi, s) = (&m.intervenante, &m.services);
        let avant = mes_coordonnees(&m, moi).await;
        assert_eq!(avant.adresse, [""; 0]);
        let saisie = SaisiePostale {
            adresse_1: " 3  rue du Puits ".into(),
            code_postal: "31000".into(),
            commune: "TOULOUSE".into(),
            ..SaisiePostale::default()
        };
        coordonnees::changer_postale(s, moi, avant.version, &saisie)
            .await
            .unwrap();
        let vues = mes_coordonnees(&m, moi).await;
        assert_eq!(vues.adresse, ["3 rue du Puits", "31000 TOULOUSE"]);
        assert_eq!(vues.postale.adresse_1, "3 rue du Puits");
        // Nothing else of them moved.
        assert_eq!(
            (&vues.mel_professionnel, &vues.mel_personnel),
            (&avant.mel_professionnel, &avant.mel_personnel)
        );
        assert_eq!(vues.etablissement, avant.etablissement);
        // The letters bear it.
        let id = m.convoquer(&m.chef, COEC, &[m.anne]).await[0];
        let lettre = usecases::lettres::lire(s, &m.chef, id).await.unwrap();
        assert_eq!(lettre.destinataire.adresse.lignes, ["3 rue du Puits"]);

        let ailleurs = SaisiePostale {
            commune: "ALBI".into(),
            ..saisie.clone()
        };
        assert_eq!(
            coordonnees::changer_postale(s, moi, avant.version, &ailleurs).await,
            refusee(EspaceErreur::PostaleChangee)
        );
        let fausse = SaisiePostale {
            code_postal: "31_000".into(),
            ..saisie.clone()
        };
        assert_eq!(
            coordonnees::changer_postale(s, moi, vues.version, &fausse).await,
            Err(Erreur::Repertoire(RepertoireErreur::Champs(vec![(
                ChampFiche::CodePostal,
                DefautChamp::Illisible
            )])))
        );
        assert_eq!(
            coordonnees::changer_postale(s, &m.chef, vues.version, &ailleurs).await,
            Err(Erreur::Interdit)
        );
        assert_eq!(mes_coordonnees(&m, moi).await, vues);
        let traces = store::piste::lister(store.lecture(), None, 100)
            .await
            .unwrap();
        let dites: Vec<_> = traces
            .iter()
            .filter(|t| t.action == "intervenant.postale")
            .collect();
        assert_eq!(dites.len(), 1);
        assert!(!dites[0].details.contains("Puits"));

        // A file says what the académie knows, and is believed, as of a personal address.
        let tx = s.store.ecriture().await.unwrap();
        let fiche = store::repertoire::fiche(&tx, moi.academie, m.anne)
            .await
            .unwrap()
            .unwrap();
        let du_fichier = store::intervenants::NouvelIntervenant {
            adresse: Adresse {
                lignes: vec!["12 rue des Lilas".into()],
                ..fiche.connu.adresse.clone()
            },
            ..fiche.connu
        };
        store::intervenants::importer_lot(&tx, moi.academie, &[du_fichier])
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let vues = mes_coordonnees(&m, moi).await;
        assert_eq!(vues.adresse, ["12 rue des Lilas", "31000 TOULOUSE"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn un_courriel_revenu_se_dit() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let memoire = Memoire::default();
        changer(&m, moi, "anne@maison.example", NEUVE)
            .await
            .unwrap();
        m.livrer_du_service(&memoire).await;
        let envoye = memoire
            .messages()
            .into_iter()
            .find(|c| c.adresse() == NEUVE)
            .unwrap();
        let tx = store.ecriture().await.unwrap();
        let jeton = envoye.message_id().jeton().to_owned();
        assert!(
            store::courriels_service::par_jeton(&tx, &jeton)
                .await
                .unwrap()
                .is_some()
        );
        let marquer = async || {
            store::courriels_service::marquer_retour(&tx, &jeton, JANVIER, "adresse_refusee")
                .await
                .unwrap()
        };
        assert!(marquer().await);
        assert!(!marquer().await, "une fois");
        tx.valider().await.unwrap();
        let attente = mes_coordonnees(&m, moi).await.attente.unwrap();
        assert_eq!(attente.courriel, Some(EtatCourriel::Retour));
    })
    .await;
}

// -------------------------------------------------------------------- services

/// Enters what was done on 2 February, and validates it or not.
async fn attester(
    m: &Monde,
    convocation: ConvocationId,
    intervenant: IntervenantId,
    constat: &Constat,
    valide: bool,
) {
    let tx = m.services.store.ecriture().await.unwrap();
    let (mission, _) = store::convocations::ligne(&tx, convocation)
        .await
        .unwrap()
        .unwrap();
    let nouveau = store::service_fait::NouveauConstat {
        mission,
        convocation,
        intervenant,
        jour: jour(2),
        constat,
    };
    let quand = m.services.maintenant();
    store::service_fait::ecrire(&tx, &nouveau, m.chef.compte, quand)
        .await
        .unwrap();
    if valide {
        store::service_fait::valider(&tx, convocation, jour(2), 1, m.chef.compte, quand)
            .await
            .unwrap();
    }
    tx.valider().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn mes_services_une_fois_valides() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let [anne, luc] = m.convoquer(&m.chef, COEC, &[m.anne, m.luc]).await[..] else {
            panic!()
        };
        m.horloge.avancer(20 * JOUR);
        let miens = async |a: &Acteur| espace::mes_services(&m.services, a).await.unwrap();
        let present = Constat {
            nombre: Some(25),
            ..Constat::present(&creneau(2, 9, 12))
        };
        attester(&m, anne, m.anne, &present, false).await;
        assert!(miens(&m.intervenante).await.is_empty());
        let tx = store.ecriture().await.unwrap();
        let quand = m.services.maintenant();
        store::service_fait::valider(&tx, anne, jour(2), 1, m.chef.compte, quand)
            .await
            .unwrap();
        tx.valider().await.unwrap();
        let [s] = &miens(&m.intervenante).await[..] else {
            panic!("un service")
        };
        assert_eq!((s.minutes, s.nombre), (180, Some(25)));
        assert_eq!((s.numero, s.presence), (COEC, Presence::Present));
        assert!(!s.en_remplacement && !s.corrige);

        // In somebody's place: one's own work, and nothing of the other.
        let remplace = Constat {
            presence: Some(Presence::Remplace),
            remplacant: Some(RemplacantService {
                id: m.lea,
                nom: String::new(),
                matricule: String::new(),
            }),
            motif: None,
            minutes: 120,
            nombre: Some(9),
            remarque: "PETIT Luc malade".into(),
        };
        attester(&m, luc, m.luc, &remplace, true).await;
        let [s] = &miens(&m.autre_intervenante).await[..] else {
            panic!("un remplacement")
        };
        assert!(s.en_remplacement);
        assert_eq!((s.minutes, s.nombre), (120, Some(9)));
        assert!(!serde_json::to_string(s).unwrap().contains("PETIT"));
        assert_eq!(miens(&m.intervenante).await.len(), 1);
        assert_eq!(
            espace::mes_services(&m.services, &m.chef).await,
            Err(Erreur::Interdit)
        );
        let donnees = espace::mes_donnees(&m.services, &m.autre_intervenante)
            .await
            .unwrap();
        assert!(!format!("{donnees:?}").contains("PETIT"));
    })
    .await;
}

// --------------------------------------------------------------- personal data

/// Whatever names an intervenant is told by a part, or it is said why not.
#[test]
fn aucune_table_qui_nomme_n_est_oubliee() {
    use std::collections::BTreeSet;
    let references: BTreeSet<(&str, &str)> = store::doublons::REFERENCES
        .iter()
        .map(|r| (r.tableau, r.colonne))
        .collect();
    let dites = espace::LUES.iter().map(|(t, c, _)| (*t, *c));
    let tues = espace::TUES.iter().map(|(t, c, _)| (*t, *c));
    let toutes: Vec<(&str, &str)> = dites.chain(tues).collect();
    let connues: BTreeSet<(&str, &str)> = toutes.iter().copied().collect();
    assert_eq!(connues.len(), toutes.len(), "une colonne deux fois");
    assert_eq!(connues, references);
    assert!(espace::TUES.iter().all(|(.., raison)| !raison.is_empty()));
}

/// What others keep of somebody: SANTORIN, providers, second factors, requests, merges.
#[tokio::test(flavor = "multi_thread")]
async fn mes_donnees_disent_ce_qui_part_ailleurs() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await;
        while usecases::santorin::flux::publier(&m.services, 10)
            .await
            .unwrap()
            > 0
        {}
        let maintenant = m.services.maintenant();
        let tx = store.ecriture().await.unwrap();
        store::intervenants::completer(&tx, m.anne, 0, ("retraite", "LEFEBVRE"))
            .await
            .unwrap();
        let session = store::sessions_web::SessionWeb {
            cle: "cle-secrete".into(),
            compte: Some(moi.compte),
            donnees: "{}".into(),
            expire: maintenant.plus_secondes(3_600),
        };
        store::sessions_web::creer(&tx, &session).await.unwrap();
        tx.execute_unprepared(&format!(
            "INSERT INTO openid_lien (compte_id, emetteur, sujet, lie_le)
               VALUES ({0}, 'https://fournisseur.example', 'sujet-1', {1});
             INSERT INTO second_facteur (compte_id, secret, dernier_pas, actif_le)
               VALUES ({0}, 'secret-scelle', {2}, {1});
             INSERT INTO intervenant_demande (academie_id, etablissement_id, compte_id, nom,
               prenom, lieu, discipline, commentaire, etat, intervenant_id, cree_le, traite_le)
               VALUES ({3}, {4}, {5}, 'DURANT', 'Anne', 'Albi', '', 'venue l’an dernier',
               'traitee', {6}, {1}, {1})",
            moi.compte,
            maintenant.0,
            maintenant.0 / 30_000,
            moi.academie,
            m.bellevue,
            m.chef.compte,
            m.anne
        ))
        .await
        .unwrap();
        tx.valider().await.unwrap();

        let donnees = espace::mes_donnees(&m.services, moi).await.unwrap();
        let de = |p: PartDonnees| &donnees.iter().find(|d| d.part == p).unwrap().lignes;
        assert_eq!(de(PartDonnees::Identite)[0][7..], ["LEFEBVRE", "retraite"]);
        let [droit] = &de(PartDonnees::Santorin)[..] else {
            panic!("{donnees:?}")
        };
        assert_eq!(droit[5..8], ["T1", "DURAND", "Anne"]);
        assert_eq!(de(PartDonnees::Sessions).len(), 1);
        assert_eq!(de(PartDonnees::Openid)[0][1], "sujet-1");
        assert_eq!(de(PartDonnees::SecondFacteur).len(), 1);
        assert_eq!(de(PartDonnees::Demandes)[0][5], "venue l’an dernier");
        assert_eq!(de(PartDonnees::Fusions).len(), 0);
        let tout = format!("{donnees:?}");
        for secret in ["cle-secrete", "secret-scelle", "MARTIN", "Compte chef"] {
            assert!(!tout.contains(secret), "{secret}");
        }
        // The other one has none of it.
        let autre = espace::mes_donnees(&m.services, &m.autre_intervenante)
            .await
            .unwrap();
        let tout = format!("{autre:?}");
        for sien in ["sujet-1", "LEFEBVRE", "venue l’an dernier"] {
            assert!(!tout.contains(sien), "{sien}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn mes_donnees_sans_celles_des_autres() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let moi = &m.intervenante;
        let memoire = Memoire::default();
        let [id, _] = m.convoquer(&m.chef, COEC, &[m.anne, m.lea]).await[..] else {
            panic!()
        };
        let texte = "=1+1 ; je surveille ailleurs";
        repondre(&m, moi, id, 1, GenreReponse::Empechement, texte)
            .await
            .unwrap();
        changer(&m, moi, "anne@maison.example", NEUVE)
            .await
            .unwrap();
        m.livrer_du_service(&memoire).await;
        coordonnees::changer_telephone(&m.services, moi, 0, "0612345678")
            .await
            .unwrap();
        let demande = DemandeIndisponibilite {
            intervenants: vec![m.anne],
            saisie: SaisieIndisponibilite {
                du: jour(20).to_string(),
                au: jour(21).to_string(),
                motif: "formation".into(),
                ..Default::default()
            },
            cle: "cle-de-l-essai-donnees".into(),
        };
        usecases::indisponibilites::creer(&m.services, &m.chef, &demande)
            .await
            .unwrap();

        let donnees = espace::mes_donnees(&m.services, moi).await.unwrap();
        let parts: Vec<_> = donnees.iter().map(|d| d.part).collect();
        assert_eq!(parts, PartDonnees::TOUTES);
        for d in &donnees {
            for ligne in &d.lignes {
                assert_eq!(ligne.len(), d.part.colonnes().len(), "{:?}", d.part);
            }
        }
        let de = |p: PartDonnees| &donnees.iter().find(|d| d.part == p).unwrap().lignes;
        assert_eq!(de(PartDonnees::Identite)[0][2], "DURAND");
        assert_eq!(
            de(PartDonnees::Coordonnees)[0][..4],
            [
                "anne@ac.example",
                "anne@maison.example",
                NEUVE,
                "06 12 34 56 78"
            ]
        );
        assert_eq!(
            de(PartDonnees::Jours)[0][1..],
            ["2021-02-02", "09:00", "12:00"]
        );
        assert_eq!(de(PartDonnees::Reponses)[0][3], texte);
        assert_eq!(de(PartDonnees::Courriels).len(), 2);
        assert_eq!(de(PartDonnees::Indisponibilites)[0][1], "2021-02-20");
        assert!(
            de(PartDonnees::Journal)
                .iter()
                .any(|l| l[1] == "accuse.empechement")
        );
        // Nobody else, and nobody's name who acted.
        let tout = format!("{donnees:?}");
        for autre in ["MARTIN", "lea@", "Compte chef", "chef@centre", "PETIT"] {
            assert!(!tout.contains(autre), "{autre}");
        }

        // An account that is no intervenant has its own too.
        let du_chef = espace::mes_donnees(&m.services, &m.chef).await.unwrap();
        let parts: Vec<_> = du_chef.iter().map(|d| d.part).collect();
        assert_eq!(
            parts,
            [
                PartDonnees::Compte,
                PartDonnees::Sessions,
                PartDonnees::Openid,
                PartDonnees::SecondFacteur,
                PartDonnees::Journal
            ]
        );

        let colonne = |c: &str| format!("Col {c}");
        // Said in the CSV alone.
        let valeur = |_: PartDonnees, nom: &str, v: &str| {
            if nom == "etat" {
                format!("Dit {v}")
            } else {
                v.to_owned()
            }
        };
        let (nom, zip) = espace::exporter(&m.services, moi, colonne, valeur)
            .await
            .unwrap();
        assert_eq!(nom, "mes-donnees.zip");
        assert!(zip.starts_with(b"PK"));
        // Stored as they are.
        let brut = String::from_utf8_lossy(&zip);
        for fichier in ["mes-donnees.json", "reponses.csv", "identite.csv"] {
            assert!(brut.contains(fichier), "{fichier}");
        }
        assert!(brut.contains("\"nom\": \"DURAND\""));
        assert!(brut.contains("Col reference;Col edition"));
        assert!(brut.contains("\"etat\": \"en_vigueur\"") && brut.contains("Dit en_vigueur"));
        assert!(brut.contains("'=1+1"), "pas de formule");
        assert!(!brut.contains(";=1+1") && !brut.contains("\"=1+1 ; je surveille ailleurs\";"));
        // The same data make the same file.
        let encore = espace::exporter(&m.services, moi, colonne, valeur).await;
        assert_eq!(encore.unwrap().1, zip);
    })
    .await;
}

/// Nothing of a private address can be worked out of its row without the key.
#[tokio::test(flavor = "multi_thread")]
async fn une_autre_cle_fait_d_autres_secrets() {
    sur_chaque_moteur(async |store| {
        let m = monde(&store).await;
        let avant = ouvrir(&m, &m.intervenante).await;
        let tx = store.ecriture().await.unwrap();
        tx.execute_unprepared(&format!(
            "UPDATE secret SET valeur = '{}' WHERE nom = 'codes'",
            "0".repeat(64)
        ))
        .await
        .unwrap();
        tx.valider().await.unwrap();
        assert_eq!(agenda(&m, &avant).await, Err(RefusAgenda::Inconnue));
        let apres = secret(&miennes(&m, &m.intervenante).await.agenda.unwrap());
        assert_ne!(avant, apres);
    })
    .await;
}
