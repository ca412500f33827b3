//! Sentences about accounts, as the administrateur keeps them.

use super::nombre;
use domain::{
    CompteErreur, CompteVu, EtatAttribution, EtatCourriel, GesteCompte, INVITATION_JOURS,
    LigneCompte, NaiveDate, Role, RoleDit, RoleVu, UaiErreur, VueComptes, jour_court,
};

/// Somebody else changed the account meanwhile.
pub const CHANGE_ENTRE_TEMPS: &str = "Une autre personne a changé ce compte entre-temps. Rien n’a été enregistré\u{a0}: rechargez la page, puis recommencez.";
/// Subject of the mail that carries a link.
pub const SUJET: &str = "Votre compte Imagin";

/// Why an account is not opened or changed.
#[must_use]
pub fn erreur(e: &CompteErreur) -> String {
    let raison: String = match e {
        CompteErreur::IdentifiantInvalide => {
            "L’identifiant compte 1 à 60 lettres, chiffres, points, tirets, «\u{a0}_\u{a0}» ou «\u{a0}@\u{a0}».".into()
        }
        CompteErreur::IdentifiantPris => {
            "Cet identifiant est déjà pris\u{a0}: choisissez-en un autre.".into()
        }
        CompteErreur::NomInvalide => {
            "Le nom est vide, trop long, ou contient un caractère de contrôle.".into()
        }
        CompteErreur::MelInvalide => {
            "Ce n’est pas une adresse de courriel\u{a0}: vérifiez la saisie, par exemple prenom.nom@ac-toulouse.fr.".into()
        }
        CompteErreur::SansRole => "Cochez au moins un rôle.".into(),
        CompteErreur::RoleSansEtablissement(role) => format!(
            "Le rôle «\u{a0}{}\u{a0}» demande un établissement\u{a0}: saisissez son UAI.",
            role.libelle()
        ),
        CompteErreur::RoleSansIntervenant => format!(
            "Le rôle «\u{a0}{}\u{a0}» demande la personne\u{a0}: saisissez son matricule.",
            Role::Intervenant.libelle()
        ),
        CompteErreur::EtablissementInutile => {
            "Un UAI ne va qu’avec un rôle d’établissement\u{a0}: effacez-le, ou choisissez un tel rôle.".into()
        }
        CompteErreur::Uai(UaiErreur::Forme) => {
            "L’UAI compte sept chiffres et une lettre, par exemple 0310038Y.".into()
        }
        CompteErreur::Uai(UaiErreur::Cle { attendue }) => format!(
            "La lettre de l’UAI ne correspond pas au numéro\u{202f}; la lettre attendue est {attendue}."
        ),
        CompteErreur::EtablissementInconnu(uai) => {
            format!("L’établissement {uai} n’existe pas dans l’académie.")
        }
        CompteErreur::IntervenantInconnu(matricule) => format!(
            "L’intervenant «\u{a0}{matricule}\u{a0}» n’existe pas dans l’académie."
        ),
        CompteErreur::AcademieInconnue(code) => {
            format!("L’académie «\u{a0}{code}\u{a0}» n’existe pas.")
        }
        CompteErreur::AcademieAPreciser(codes) => format!(
            "Plusieurs académies sont enregistrées ({})\u{a0}: précisez laquelle.",
            codes.join(", ")
        ),
        CompteErreur::AucuneAcademie => "Aucune académie n’est enregistrée.".into(),
        CompteErreur::CompteInconnu => "Aucun compte ne porte cet identifiant.".into(),
        CompteErreur::JourIllisible => {
            "Une date n’a pas pu être lue. Écrivez-la ainsi\u{a0}: 31/08/2027.".into()
        }
        CompteErreur::DatesInversees => {
            "La date de fin est avant la date de début\u{a0}: corrigez l’une des deux.".into()
        }
        CompteErreur::DejaPassee => {
            "La date de fin est passée\u{a0}: choisissez une date à venir, ou laissez le champ vide.".into()
        }
        CompteErreur::RoleDejaTenu => {
            "Ce compte a déjà ce rôle à cet endroit\u{a0}: retirez-le d’abord pour en changer les dates.".into()
        }
        CompteErreur::SonDernierRole => {
            "C’est votre dernier rôle d’administrateur\u{a0}: un autre administrateur peut vous le retirer.".into()
        }
        CompteErreur::DernierAdministrateur => {
            "C’est le dernier administrateur permanent de l’académie\u{a0}: donnez d’abord ce rôle, sans date de fin, à un autre compte.".into()
        }
        CompteErreur::AuDelaDeSaDelegation(fin) => format!(
            "Vous êtes administrateur par délégation, jusqu’au {}\u{a0}: vous ne pouvez donner ce rôle ni sans date de fin, ni au-delà de ce jour, ni à vous-même, ni choisir le mot de passe d’un compte qui l’a plus longtemps. Demandez-le à un administrateur permanent.",
            jour_court(*fin)
        ),
        CompteErreur::SonCompte => {
            "C’est votre propre compte\u{a0}: votre mot de passe se change dans Mon compte, et un autre administrateur peut fermer le vôtre.".into()
        }
        CompteErreur::SansLien => {
            "Ce compte n’est lié à aucun fournisseur d’identité\u{a0}: rechargez la page.".into()
        }
        CompteErreur::CompteFerme => {
            "Ce compte est fermé\u{a0}: rouvrez-le d’abord.".into()
        }
        CompteErreur::MelAbsent => {
            "Ce compte n’a pas d’adresse de courriel\u{a0}: enregistrez-en une, ou faites un lien à remettre vous-même.".into()
        }
    };
    format!("Rien n’a été enregistré. {raison}")
}

/// What was done to an account, as a message.
#[must_use]
pub fn fait(nom: &str, geste: &GesteCompte) -> String {
    match geste {
        GesteCompte::Cree => format!(
            "Compte «\u{a0}{nom}\u{a0}» créé. Faites le lien par lequel cette personne choisira son mot de passe."
        ),
        GesteCompte::Modifie => format!("Compte «\u{a0}{nom}\u{a0}» modifié."),
        // It may begin later.
        GesteCompte::RoleDonne(r) if r.du.is_some() => {
            format!("Rôle donné à {nom}\u{a0}: {}.", role_dit(r))
        }
        GesteCompte::RoleDonne(r) => format!("{nom} a désormais le rôle {}.", role_dit(r)),
        GesteCompte::RoleRetire(r) => format!("{nom} n’a plus le rôle {}.", role_dit(r)),
        GesteCompte::Ferme => format!("Compte «\u{a0}{nom}\u{a0}» fermé, ainsi que ses sessions."),
        GesteCompte::Rouvert => format!("Compte «\u{a0}{nom}\u{a0}» rouvert."),
        GesteCompte::Invite => format!(
            "Lien fait pour {nom}\u{a0}: il sert une fois, pendant {INVITATION_JOURS}\u{a0}jours. L’ancien mot de passe ne sert plus."
        ),
        GesteCompte::InviteParCourriel => format!(
            "Lien en cours d’envoi à {nom} par courriel\u{a0}: il sert une fois, pendant {INVITATION_JOURS}\u{a0}jours. L’ancien mot de passe ne sert plus."
        ),
        GesteCompte::Reinitialise => format!("Nouveau mot de passe donné à {nom}."),
        GesteCompte::MotDePasseChoisi | GesteCompte::MotDePasseChange => {
            format!("{nom} a changé de mot de passe.")
        }
        GesteCompte::SessionsFermees { nombre: n } => {
            format!("{} de {nom}.", sessions_fermees(*n))
        }
        GesteCompte::SecondFacteurActive => format!("Second facteur de {nom} activé."),
        GesteCompte::SecondFacteurRetire => format!("Second facteur de {nom} retiré."),
        GesteCompte::SecondFacteurReinitialise => {
            format!("Second facteur de {nom} réinitialisé, et ses sessions fermées.")
        }
        GesteCompte::CodesRenouveles => format!("Codes de secours de {nom} renouvelés."),
        GesteCompte::CodeSecoursServi { restent } => format!(
            "Un code de secours de {nom} a servi à se connecter. {}",
            super::second_facteur::secours_restants(*restent)
        ),
        GesteCompte::Lie => format!("Compte «\u{a0}{nom}\u{a0}» lié au fournisseur d’identité."),
        GesteCompte::Delie => format!(
            "Compte «\u{a0}{nom}\u{a0}» délié du fournisseur d’identité\u{a0}: il s’ouvre par son mot de passe. Une identité qui a la même adresse de courriel pourra s’y lier de nouveau, sauf s’il agit sur l’académie."
        ),
    }
}

/// A line of the history of an account.
#[must_use]
pub fn geste(geste: &GesteCompte) -> String {
    match geste {
        GesteCompte::Cree => "Compte créé".into(),
        GesteCompte::Modifie => "Nom ou adresse modifiés".into(),
        GesteCompte::RoleDonne(r) => format!("Rôle donné\u{a0}: {}", role_dit(r)),
        GesteCompte::RoleRetire(r) => format!("Rôle retiré\u{a0}: {}", role_dit(r)),
        GesteCompte::Ferme => "Compte fermé".into(),
        GesteCompte::Rouvert => "Compte rouvert".into(),
        GesteCompte::Invite => "Lien fait pour choisir un mot de passe".into(),
        GesteCompte::InviteParCourriel => {
            "Lien pour choisir un mot de passe envoyé par courriel".into()
        }
        GesteCompte::Reinitialise => "Mot de passe donné sur le serveur".into(),
        GesteCompte::MotDePasseChoisi => "Mot de passe choisi par le lien".into(),
        GesteCompte::MotDePasseChange => "Mot de passe changé".into(),
        GesteCompte::SessionsFermees { nombre: n } => sessions_fermees(*n),
        GesteCompte::SecondFacteurActive => "Second facteur activé".into(),
        GesteCompte::SecondFacteurRetire => "Second facteur retiré".into(),
        GesteCompte::SecondFacteurReinitialise => "Second facteur réinitialisé".into(),
        GesteCompte::CodesRenouveles => "Codes de secours renouvelés".into(),
        GesteCompte::CodeSecoursServi { restent } => format!(
            "Code de secours utilisé ({})",
            nombre(*restent as usize, "restant", "restants")
        ),
        GesteCompte::Lie => "Lié au fournisseur d’identité".into(),
        GesteCompte::Delie => "Délié du fournisseur d’identité".into(),
    }
}

/// A line of the history of an account, with when and by whom.
#[must_use]
pub fn ligne(h: &LigneCompte) -> String {
    let quoi = geste(&h.geste);
    if h.auteur.is_empty() {
        format!("{}\u{a0}: {quoi}", h.date)
    } else {
        format!("{}\u{a0}: {quoi}, par {}", h.date, h.auteur)
    }
}

fn sessions_fermees(n: u32) -> String {
    nombre(n as usize, "session fermée", "sessions fermées")
}

/// `Secrétariat, LPO BELLEVUE (0310038Y), du 01/03/2026 au 31/03/2026`.
fn role_dit(r: &RoleDit) -> String {
    en_phrase(r.role, &r.lieu, r.du, r.au)
}

fn en_phrase(role: Role, lieu: &str, du: Option<NaiveDate>, au: Option<NaiveDate>) -> String {
    let mut parties = vec![role.libelle().to_owned()];
    if !lieu.is_empty() {
        parties.push(lieu.to_owned());
    }
    if du.is_some() || au.is_some() {
        parties.push(dates(du, au));
    }
    parties.join(", ")
}

/// When a role is held; empty when it is held whatever the day is.
#[must_use]
pub fn dates(du: Option<NaiveDate>, au: Option<NaiveDate>) -> String {
    match (du, au) {
        (None, None) => String::new(),
        (Some(du), None) => format!("à partir du {}", jour_court(du)),
        (None, Some(au)) => format!("jusqu’au {}", jour_court(au)),
        (Some(du), Some(au)) => format!("du {} au {}", jour_court(du), jour_court(au)),
    }
}

/// A role in the list of accounts.
#[must_use]
pub fn role(r: &RoleVu) -> String {
    en_phrase(r.role, &r.lieu, r.du, r.au)
}

/// Where a role stands.
#[must_use]
pub const fn etat_role(e: EtatAttribution) -> &'static str {
    match e {
        EtatAttribution::EnCours => "En cours",
        EtatAttribution::AVenir => "À venir",
        EtatAttribution::Terminee => "Terminé",
    }
}

/// Where an account stands.
#[must_use]
pub const fn etat(c: &CompteVu) -> &'static str {
    match (c.actif, c.invite, c.lien_expire) {
        (false, ..) => "Fermé",
        (true, true, true) => "Lien expiré",
        (true, true, false) => "En attente d’un mot de passe",
        (true, false, _) => "Ouvert",
    }
}

/// Name of a view of the list.
#[must_use]
pub const fn vue(v: VueComptes) -> &'static str {
    match v {
        VueComptes::Ouverts => "Ouverts",
        VueComptes::Invites => "En attente d’un mot de passe",
        VueComptes::Delegations => "Avec une délégation",
        VueComptes::Fermes => "Fermés",
        VueComptes::Tous => "Tous",
    }
}

/// Caption of the list.
#[must_use]
pub fn legende(trouves: u32, total: u32) -> String {
    let (trouves, total) = (trouves as usize, total as usize);
    let mut phrase = nombre(trouves, "compte", "comptes");
    if trouves != total {
        phrase.push_str(&format!(" sur {}", super::milliers(total)));
    }
    phrase
}

/// Accessible name of a button that acts on one line.
#[must_use]
pub fn pour(action: &str, quoi: &str) -> String {
    format!("{action} – {quoi}")
}

/// A session, for who ends it.
#[must_use]
pub fn session(ouverte: &str, navigateur: &str) -> String {
    if navigateur.is_empty() {
        format!("session du {ouverte}")
    } else {
        format!("session du {ouverte}, {navigateur}")
    }
}

/// Until when the link of an account serves.
#[must_use]
pub fn lien_en_attente(expire: &str, expiree: bool) -> String {
    if expiree {
        return format!(
            "Le lien pour choisir un mot de passe a expiré le {expire} sans avoir servi\u{a0}: faites-en un autre."
        );
    }
    format!("Un lien attend que cette personne choisisse son mot de passe, jusqu’au {expire}.")
}

/// Where the mail that carries a link stands.
#[must_use]
pub fn courriel_du_lien(e: EtatCourriel) -> String {
    let quoi = match e {
        EtatCourriel::EnAttente | EtatCourriel::EnCours => "en cours d’envoi",
        EtatCourriel::Envoye => "envoyé",
        EtatCourriel::NouvelEssai => "pas encore accepté, un autre essai suivra",
        EtatCourriel::Echec => "non remis\u{a0}: vérifiez l’adresse, puis envoyez-le de nouveau",
        EtatCourriel::Annule => "annulé, un autre lien l’a remplacé ou il a servi",
        EtatCourriel::Retour => "revenu\u{a0}: corrigez l’adresse, puis envoyez-le de nouveau",
    };
    format!("Courriel qui porte le lien\u{a0}: {quoi}.")
}

/// Whose link was made.
#[must_use]
pub fn lien_pour(nom: &str, identifiant: &str, expire: &str) -> String {
    format!(
        "{nom} (identifiant {identifiant}) choisit son mot de passe par ce lien, une fois, jusqu’au {expire}. Remettez-le à cette personne seule."
    )
}

/// Whose password is chosen.
#[must_use]
pub fn choisir_pour(nom: &str, identifiant: &str) -> String {
    format!(
        "{nom}, votre identifiant est {identifiant}\u{a0}: gardez-le, il sert à vous connecter."
    )
}

/// The mail that carries a link.
#[must_use]
pub fn corps(nom: &str, identifiant: &str, lien: &str, expire: &str) -> String {
    format!(
        "Bonjour {nom},\n\nChoisissez le mot de passe de votre compte Imagin à cette adresse, avant le {expire}\u{a0}:\n{lien}\n\nVotre identifiant est {identifiant}.\nCe lien sert une seule fois. Ne le transmettez à personne."
    )
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const COMPTES: &str = "Comptes";
    pub const NOUVEAU: &str = "Créer un compte";
    pub const MOT: &str = "Filtrer par nom, identifiant, adresse ou établissement";
    pub const VUES: &str = "Comptes affichés";
    pub const ROLE: &str = "Rôle";
    pub const TOUS_LES_ROLES: &str = "Tous les rôles";
    pub const COL_NOM: &str = "Nom";
    pub const COL_IDENTIFIANT: &str = "Identifiant";
    pub const COL_MEL: &str = "Adresse de courriel";
    pub const COL_ROLES: &str = "Rôles";
    pub const COL_ETAT: &str = "État";
    pub const VIDE: &str = "Aucun compte ne correspond.";

    pub const NOUVEAU_TEXTE: &str = "Le compte est créé sans mot de passe. Sur sa page, vous ferez ensuite le lien qui permet à cette personne de choisir le sien.";
    pub const IDENTIFIANT_INDICE: &str =
        "Lettres, chiffres, points, tirets. Il ne change plus ensuite.";
    pub const NOM_INDICE: &str = "Tel qu’il s’affichera, par exemple Anne MARTIN.";
    pub const MEL_INDICE: &str = "Facultatif. Les copies et récapitulatifs de ses envois y vont.";
    pub const ROLES: &str = "Rôles";
    pub const UAI: &str = "UAI de l’établissement";
    pub const UAI_INDICE: &str =
        "Pour un chef d’établissement, un secrétariat ou un chef de centre. Par exemple 0310038Y.";
    pub const MATRICULE: &str = "Matricule de l’intervenant";
    pub const MATRICULE_INDICE: &str = "Pour un intervenant.";
    pub const CREER: &str = "Créer le compte";
    pub const RETOUR: &str = "Retour aux comptes";

    pub const CE_COMPTE: &str = "Ce compte";
    pub const OUVERT_LE: &str = "Créé le";
    pub const INTERVENANT: &str = "Intervenant";
    pub const ENREGISTRER: &str = "Enregistrer";
    pub const ROLES_TENUS: &str = "Rôles et délégations";
    pub const AUCUN_ROLE: &str = "Ce compte n’a aucun rôle\u{a0}: il ne peut rien faire.";
    pub const COL_LIEU: &str = "Établissement";
    pub const COL_DATES: &str = "Dates";
    pub const COL_ACTIONS: &str = "Actions";
    pub const RETIRER: &str = "Retirer";
    pub const DONNER: &str = "Donner un rôle";
    pub const DONNER_BOUTON: &str = "Donner ce rôle";
    pub const DU: &str = "Du";
    pub const AU: &str = "Au";
    pub const DATES_INDICE: &str = "Facultatif. Avec des dates, c’est une délégation\u{a0}: le rôle compte du premier au dernier jour, puis cesse de lui-même.";
    pub const SANS_LIMITE: &str = "Sans limite";
    pub const MOT_DE_PASSE: &str = "Mot de passe";
    pub const LIEN_TEXTE: &str = "Un lien, montré une seule fois, permet à cette personne de choisir son mot de passe. Le faire met fin à ses sessions, et à son mot de passe s’il en a un.";
    pub const FAIRE_LIEN: &str = "Faire un lien";
    pub const ENVOYER_LIEN: &str = "Envoyer un lien par courriel";
    pub const INVITER: &str = "Envoyer aussitôt par courriel le lien pour choisir un mot de passe";
    pub const INVITER_INDICE: &str = "Demande une adresse de courriel.";
    pub const SESSIONS: &str = "Sessions ouvertes";
    pub const AUCUNE_SESSION: &str = "Aucune session n’est ouverte.";
    pub const COL_OUVERTE: &str = "Ouverte le";
    pub const COL_VUE: &str = "Vue pour la dernière fois";
    pub const COL_NAVIGATEUR: &str = "Navigateur";
    pub const INCONNU: &str = "Inconnu";
    pub const PRESENTE: &str = "La vôtre";
    pub const FERMER_SESSION: &str = "Fermer";
    pub const FERMER_SESSIONS: &str = "Fermer toutes ses sessions";
    pub const FERMER_AUTRES: &str = "Fermer mes autres sessions";
    pub const ACCES: &str = "Accès";
    pub const FERMER_TEXTE: &str =
        "Fermé, un compte ne se connecte plus, et garde l’histoire de ce qu’il a fait.";
    pub const FERMER: &str = "Fermer ce compte";
    pub const ROUVRIR_TEXTE: &str =
        "Rouvert, il retrouve ses rôles et le mot de passe qu’il avait.";
    pub const ROUVRIR: &str = "Rouvrir ce compte";
    pub const HISTORIQUE: &str = "Historique";

    pub const LIEN_TITRE: &str = "Lien pour choisir un mot de passe";
    pub const LIEN_UNE_FOIS: &str = "Copiez ce lien maintenant\u{a0}: il n’est gardé nulle part et ne sera plus montré. Perdu, il se refait.";
    pub const LIEN: &str = "Lien";
    pub const PREPARER_COURRIEL: &str = "Préparer un courriel dans votre messagerie";
    pub const RETOUR_COMPTE: &str = "Retour au compte";
    pub const CHOISIR_TITRE: &str = "Choisir votre mot de passe";
    pub const CHOISIR: &str = "Enregistrer ce mot de passe";
    pub const LIEN_INCONNU: &str = "Ce lien n’existe pas, ou il a déjà servi, ou un autre l’a remplacé. Si vous n’avez pas encore de mot de passe, demandez un nouveau lien à l’administrateur.";
    pub const LIEN_EXPIRE: &str = "Ce lien ne sert plus\u{a0}: ses jours sont passés. Demandez-en un autre à l’administrateur.";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn un_role_se_dit_avec_son_lieu_et_ses_dates() {
        let jour = |j| NaiveDate::from_ymd_opt(2026, 3, j);
        let dit = RoleDit {
            role: Role::Secretaire,
            lieu: "LPO BELLEVUE (0310038Y)".into(),
            du: jour(1),
            au: jour(31),
        };
        assert_eq!(
            geste(&GesteCompte::RoleDonne(dit)),
            "Rôle donné\u{a0}: Secrétariat, LPO BELLEVUE (0310038Y), du 01/03/2026 au 31/03/2026"
        );
        assert_eq!(dates(None, jour(2)), "jusqu’au 02/03/2026");
        assert_eq!(legende(2, 2), "2\u{a0}comptes");
        assert_eq!(legende(300, 400), "300\u{a0}comptes sur 400");
    }

    #[test]
    fn un_refus_dit_que_faire() {
        for e in [
            CompteErreur::IdentifiantPris,
            CompteErreur::SonDernierRole,
            CompteErreur::DernierAdministrateur,
            CompteErreur::AuDelaDeSaDelegation(NaiveDate::default()),
            CompteErreur::RoleDejaTenu,
            CompteErreur::CompteFerme,
        ] {
            assert!(erreur(&e).starts_with("Rien n’a été enregistré. "), "{e:?}");
        }
        assert!(
            erreur(&CompteErreur::Uai(UaiErreur::Cle { attendue: 'Y' }))
                .contains("numéro\u{202f};")
        );
    }
}
