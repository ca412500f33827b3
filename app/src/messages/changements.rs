//! What the screens say when a convocation changes hands: two versions, a replacement.

/// Somebody saved another version meanwhile: who, when, and what to do.
#[must_use]
pub fn autre_version(nom: &str, par: &str, le: &str) -> String {
    format!(
        "La convocation de {nom} a été modifiée{} pendant votre saisie. Rien n’a été écrasé\u{a0}: comparez les deux versions, puis choisissez.",
        auteur(par, le)
    )
}

/// Somebody deleted the convocation meanwhile.
#[must_use]
pub fn supprimee_entre_temps(par: &str, le: &str) -> String {
    format!(
        "Cette convocation a été supprimée{}. Rien n’a été enregistré\u{a0}: convoquez de nouveau la personne si besoin.",
        auteur(par, le)
    )
}

/// ` par X le 16/02/2021 08:05`, as far as it is known.
fn auteur(par: &str, le: &str) -> String {
    let mut texte = String::new();
    if !par.is_empty() {
        texte.push_str(&format!(" par {par}"));
    }
    if !le.is_empty() {
        texte.push_str(&format!(" le {le}"));
    }
    texte
}

/// Title of the window that replaces somebody.
#[must_use]
pub fn remplacer(nom: &str) -> String {
    format!("Remplacer {nom}")
}

/// What a replacement does, before it is done.
#[must_use]
pub fn remplacer_explication(nom: &str, envoyee: bool) -> String {
    let mut phrase = format!(
        "La personne choisie reçoit la même qualité, la même salle, la même commission, les mêmes dates et le même texte\u{202f}; la convocation de {nom} est supprimée."
    );
    if envoyee {
        phrase.push_str(" Elle a déjà été envoyée par courriel.");
    }
    phrase
}

/// The dated line that tells of a replacement.
#[must_use]
pub fn remplacement(mission: i64, ancien: &str, nouveau: &str) -> String {
    format!(
        "Mission {mission}\u{a0}: {nouveau} est convoqué à la place de {ancien}, dont la convocation est supprimée."
    )
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const DEUX_VERSIONS: &str = "Les deux versions, champ par champ";
    pub const CHAMP: &str = "Champ";
    pub const MIENNE: &str = "Votre saisie";
    pub const AUTRE: &str = "Version enregistrée";
    pub const DIFFERENT: &str = "différent";
    pub const HISTORIQUE_ONGLET: &str = "Historique de la convocation, dans un nouvel onglet";
    pub const GARDER_MIENNE: &str = "Garder la mienne";
    pub const GARDER_AUTRE: &str = "Garder l’autre";
    pub const CONTINUER: &str = "Continuer la saisie";
    pub const CONTINUER_DESSOUS: &str =
        "Vous pouvez aussi continuer votre saisie ci-dessous\u{a0}: l’enregistrer garde la vôtre.";
    pub const REMPLACER: &str = "Remplacer";
    pub const REMPLACER_PAR: &str = "Remplacer par";
    pub const REMPLACER_TITRE: &str = "Remplacer un intervenant";
    pub const CHANGE_DEPUIS: &str =
        "Ce qui a changé depuis que vous avez ouvert cette fenêtre\u{a0}:";
    pub const REMPLACANTS: &str = "Personnes trouvées";
    pub const AUCUN_TROUVE: &str =
        "Recherchez par nom ou par discipline\u{a0}: les personnes trouvées s’affichent ici.";
}
