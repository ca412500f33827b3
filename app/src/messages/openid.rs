//! What is said of signing in through an OpenID Connect provider.

#[cfg(feature = "ssr")]
use domain::EchecOpenId;
use domain::LienOpenId;

/// The button of the sign-in page, and the link of the pages that refuse.
#[must_use]
pub fn se_connecter(libelle: &str) -> String {
    format!("Se connecter avec {libelle}")
}

/// Title of a refusal.
#[must_use]
pub fn titre(libelle: Option<&str>) -> String {
    match libelle {
        Some(libelle) => format!("Connexion avec {libelle}"),
        None => "Connexion par un fournisseur d’identité".to_owned(),
    }
}

/// Why nobody was signed in or linked, and what to do.
#[cfg(feature = "ssr")]
#[must_use]
pub fn echec(echec: &EchecOpenId, libelle: Option<&str>) -> String {
    let nom = libelle.unwrap_or("le fournisseur d’identité");
    match echec {
        EchecOpenId::NonConfigure => "Ce service n’emploie pas de fournisseur d’identité. Connectez-vous avec votre identifiant et votre mot de passe.".into(),
        EchecOpenId::Refuse => format!(
            "La connexion a été refusée ou abandonnée chez {nom}. Recommencez, ou connectez-vous avec votre mot de passe."
        ),
        EchecOpenId::ConnexionRequise => format!(
            "Une étape reste à faire chez {nom}\u{a0}: s’y connecter, ou y accepter ce qui est demandé. Recommencez et allez jusqu’au bout."
        ),
        EchecOpenId::Fournisseur => format!(
            "La connexion avec {nom} ne fonctionne pas en ce moment. Réessayez dans quelques minutes, ou connectez-vous avec votre mot de passe. Si cela dure, prévenez l’administrateur."
        ),
        EchecOpenId::Etat => "Cette demande de connexion n’a pas été faite depuis ce navigateur, ou elle a déjà servi. Recommencez depuis cette page.".into(),
        EchecOpenId::Expire => "La connexion a pris trop de temps, ou elle a déjà servi. Recommencez.".into(),
        EchecOpenId::Preuve => format!(
            "Ce qu’a répondu {nom} n’a pas pu être vérifié\u{a0}: personne n’a été connecté. Recommencez\u{202f}; si cela se reproduit, prévenez l’administrateur."
        ),
        EchecOpenId::Niveau => format!(
            "Ce service demande une connexion plus sûre que celle que vous avez faite chez {nom}, par exemple avec un second facteur. Recommencez en choisissant un moyen plus sûr."
        ),
        EchecOpenId::SansAdresse => format!(
            "Chez {nom}, votre adresse de courriel manque ou n’est pas confirmée. Confirmez-la là-bas, puis recommencez. Vous pouvez aussi vous connecter avec votre mot de passe et lier votre compte depuis Mon compte."
        ),
        EchecOpenId::Inconnu => format!(
            "Aucun compte d’Imagin n’a l’adresse de courriel que vous avez chez {nom}. Vérifiez que vous avez choisi la bonne identité, ou demandez à l’administrateur de votre académie d’inscrire cette adresse sur votre compte."
        ),
        EchecOpenId::Ambigu => "Plusieurs comptes d’Imagin ont cette adresse de courriel\u{a0}: aucun n’a été choisi à votre place. Connectez-vous avec le mot de passe de celui que vous voulez, puis liez-le depuis Mon compte.".into(),
        EchecOpenId::Ferme => "Ce compte est fermé. Si vous en avez encore besoin, demandez à l’administrateur de votre académie de le rouvrir.".into(),
        EchecOpenId::DejaLie => format!(
            "Le compte qui a cette adresse de courriel est lié à une autre identité chez {nom}. Choisissez celle que vous employez d’habitude\u{202f}; si elle n’existe plus, déliez-la depuis Mon compte, ou demandez-le à l’administrateur."
        ),
        EchecOpenId::IdentitePrise => format!(
            "Cette identité chez {nom} est liée à un autre compte d’Imagin. Choisissez une autre identité, ou déliez-la d’abord de cet autre compte."
        ),
        EchecOpenId::Privilegie => format!(
            "Ce compte agit sur toute l’académie, ou demande un second facteur\u{a0}: il ne se lie pas par sa seule adresse de courriel. Connectez-vous avec votre mot de passe, puis liez-le à {nom} depuis Mon compte. Ensuite, vous entrerez par {nom}."
        ),
        EchecOpenId::SansRole => "Votre compte n’a aucun rôle aujourd’hui\u{a0}: une délégation est terminée, ou n’a pas encore commencé. Adressez-vous au chef d’établissement qui vous l’a donnée, ou à l’administrateur de votre académie.".into(),
        EchecOpenId::AutreCompte => "La personne connectée n’est plus celle qui a demandé ce lien. Reconnectez-vous, puis recommencez depuis Mon compte.".into(),
        EchecOpenId::TropDEssais(attendre) => super::trop_d_essais(*attendre),
        EchecOpenId::Erreur(e) => super::erreur(e),
    }
}

/// The section of *Mon compte*.
#[must_use]
pub fn section(libelle: &str) -> String {
    format!("Connexion avec {libelle}")
}

/// What linking does.
#[must_use]
pub fn lier_texte(libelle: &str) -> String {
    format!(
        "Une fois ce compte lié à votre identité chez {libelle}, vous entrez sans mot de passe, même si votre adresse de courriel change. Votre mot de passe reste valable."
    )
}

/// The button that links.
#[must_use]
pub fn lier(libelle: &str) -> String {
    format!("Lier à mon identité {libelle}")
}

/// A link: since when, and when it last served.
#[must_use]
pub fn lien(l: &LienOpenId) -> String {
    let LienOpenId {
        emetteur,
        lie_le,
        vu_le,
    } = l;
    if vu_le.is_empty() {
        format!(
            "Ce compte est lié depuis le {lie_le} à une identité de {emetteur}, qui n’a pas encore servi."
        )
    } else {
        format!(
            "Ce compte est lié depuis le {lie_le} à une identité de {emetteur}, qui a servi la dernière fois le {vu_le}."
        )
    }
}

/// Title of the page that leads to the provider.
#[must_use]
pub fn vers(libelle: &str) -> String {
    format!("Vers {libelle}")
}

/// Its text.
#[must_use]
pub fn vers_texte(libelle: &str) -> String {
    format!("Vous allez être dirigé vers {libelle}. Si rien ne se passe, suivez ce lien.")
}

/// The link of that page.
#[must_use]
pub fn continuer(libelle: &str) -> String {
    format!("Continuer vers {libelle}")
}

/// Text of the page of who has left here and is led out of the provider too.
#[must_use]
pub fn sortie_en_cours(libelle: &str) -> String {
    format!(
        "Votre session Imagin est fermée. {libelle} va s’ouvrir pour fermer aussi la sienne. Si rien ne se passe, suivez ce lien."
    )
}

/// Text of the page of who has left everywhere.
#[must_use]
pub fn sorti_partout(libelle: &str) -> String {
    format!("Votre session Imagin est fermée, comme celle ouverte chez {libelle}.")
}

/// Text of the page of who could be led out of here alone.
#[must_use]
pub fn sorti_ici(libelle: &str) -> String {
    format!(
        "Votre session Imagin est fermée, mais peut-être pas celle ouverte chez {libelle}. Sur un ordinateur partagé, fermez-la aussi, ou fermez toutes les fenêtres du navigateur."
    )
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const OU: &str = "ou";
    pub const MOT_DE_PASSE: &str = "Se connecter avec un mot de passe";
    pub const AUTRE_IDENTITE: &str = "Choisir une autre identité";
    pub const LIEN_REFUSE: &str = "Le compte n’a pas été lié";
    pub const RETOUR_COMPTE: &str = "Retour à Mon compte";
    pub const SORTI: &str = "Session fermée";
    pub const SORTI_TEXTE: &str = "Votre session Imagin est fermée.";
    pub const RECONNEXION: &str = "Se reconnecter";
    pub const CONFIRMER: &str = "Votre mot de passe d’Imagin";
    pub const DELIER: &str = "Délier";
    pub const DELIER_TEXTE: &str = "Une fois délié, ce compte s’ouvre par son mot de passe\u{a0}: saisissez-le pour confirmer. Une identité qui a la même adresse de courriel pourra s’y lier de nouveau en se connectant, sauf si ce compte agit sur l’académie. Si vous n’avez pas de mot de passe, demandez à l’administrateur un lien pour en choisir un.";
    pub const ADMIN_SECTION: &str = "Fournisseur d’identité";
    pub const ADMIN_DELIER_TEXTE: &str = "Délier met fin à ses sessions. Cette personne entrera par son mot de passe. Une identité qui a la même adresse de courriel pourra se lier de nouveau à ce compte en se connectant, sauf s’il agit sur l’académie.";
    pub const COL_ORIGINE: &str = "Ouverte par";
    pub const PAR_FOURNISSEUR: &str = "Fournisseur d’identité";
    pub const PAR_MOT_DE_PASSE: &str = "Mot de passe";
}

#[cfg(all(test, feature = "ssr"))]
mod tests {
    use super::*;

    #[test]
    fn un_refus_dit_que_faire() {
        use EchecOpenId as E;
        for e in [
            E::NonConfigure,
            E::Refuse,
            E::ConnexionRequise,
            E::Fournisseur,
            E::Etat,
            E::Expire,
            E::Preuve,
            E::Niveau,
            E::SansAdresse,
            E::Inconnu,
            E::Ambigu,
            E::Ferme,
            E::DejaLie,
            E::IdentitePrise,
            E::Privilegie,
            E::SansRole,
            E::AutreCompte,
            E::TropDEssais(900),
        ] {
            let phrase = echec(&e, Some("ProConnect"));
            let gestes = [
                "ecommencez",
                "éessayez",
                "emandez",
                "onnectez-vous",
                "hoisissez",
                "dressez-vous",
            ];
            assert!(gestes.iter().any(|g| phrase.contains(g)), "{phrase}");
            assert!(!phrase.contains(" :") && !phrase.contains(" ;"), "{phrase}");
        }
        assert!(echec(&E::Refuse, None).contains("le fournisseur d’identité"));
        assert_eq!(
            sorti_partout("idp.example"),
            "Votre session Imagin est fermée, comme celle ouverte chez idp.example."
        );
    }
}
