//! Texts of the pages of help.

/// A titled part of a page of help.
#[derive(Clone, Copy, Debug)]
pub struct Section {
    /// Title.
    pub titre: &'static str,
    /// Paragraphs.
    pub paragraphes: &'static [&'static str],
    /// Steps, in order; may be empty.
    pub etapes: &'static [&'static str],
}

/// *Guide*.
pub const GUIDE: &[Section] = &[
    Section {
        titre: "La liste des missions",
        paragraphes: &[
            "« Convocation par mission » montre les missions ouvertes à la convocation dans votre centre. Elles sont importées de Cyclades par le gestionnaire IMAGIN\u{a0}: vous n’avez pas à les créer.",
            "Filtrez par année, par examen ou par mot-clé\u{a0}; triez en cliquant sur le titre d’une colonne. L’adresse de la page garde vos choix\u{a0}: vous pouvez l’enregistrer dans vos favoris.",
            "Humanités, littérature et philosophie donne deux missions, l’une pour un professeur de lettres, l’autre pour un professeur de philosophie\u{a0}: une étiquette les distingue.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Convoquer",
        paragraphes: &[
            "Ouvrez la mission, puis « Créer convocation ». Cherchez une personne par son nom dans toute l’académie, ou toutes celles d’une discipline dans votre établissement. Les personnes trouvées sont cochées\u{a0}: décochez celles qui ne sont pas concernées.",
            "Choisissez les dates parmi les jours en surbrillance et vérifiez les heures. Si vous modifiez les dates ou le texte proposés, Imagin demande s’il faut les garder pour les prochaines convocations de la mission. La convocation est effectuée dans les deux cas.",
            "Une demande convoque toutes les personnes cochées, ou aucune\u{a0}: si l’une d’elles ne peut pas l’être, son nom et la raison sont indiqués.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Imprimer et envoyer",
        paragraphes: &[
            "Chaque ligne donne la convocation en PDF ou en page accessible, et permet de l’envoyer par mél., de la modifier ou de la supprimer.",
            "« Télécharger convocations (zip) » et « Envoyer convocations par mail » portent sur les lignes affichées, donc filtrées, dont vous êtes l’auteur\u{a0}: le nombre est indiqué sur le bouton.",
            "L’adresse professionnelle est utilisée en priorité. L’état de chaque envoi s’affiche sur la ligne\u{a0}; un envoi refusé pour l’instant est réessayé automatiquement, un envoi impossible indique pourquoi.",
            "Supprimer une convocation déjà envoyée propose d’envoyer une annulation à la personne. Modifiée puis renvoyée, la nouvelle lettre dit qu’elle annule et remplace la précédente, et ce qui change.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Saisir et valider les compétences",
        paragraphes: &[
            "« Saisie des compétences » ouvre, pour chaque discipline, une grille des enseignants et des épreuves sur lesquelles ils peuvent corriger ou interroger, avec les langues, les sections européennes et la DNL. Une colonne se remplit d’un coup, et la saisie de l’année d’avant peut servir de départ. Ce qui n’est pas enregistré se retrouve si la session expire.",
            "« Validation saisie compétences » montre ce qui a changé et valide une discipline, ou toutes celles qui sont terminées. Une discipline validée ne change plus\u{a0}: le gestionnaire IMAGIN peut la rouvrir, avec un motif. Les compétences validées sont rappelées quand vous convoquez.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Savoir qui vient",
        paragraphes: &[
            "Chaque convocation porte un lien personnel\u{a0}: sans compte, la personne indique qu’elle en a pris connaissance, ou signale un empêchement. La ligne le montre aussitôt, et le contrôle de la session liste les empêchements. « Relancer » envoie de nouveau leur convocation à ceux qui n’ont pas répondu.",
            "Chaque lettre porte aussi un code à vérifier, que n’importe qui peut saisir à l’adresse /verifier de ce service\u{a0}: elle est valable, remplacée ou annulée.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Quand la convocation n’est pas ouverte",
        paragraphes: &[
            "L’administrateur de l’académie ouvre la convocation à chaque centre, parfois entre deux dates. Hors de ces dates, les missions se consultent et s’impriment, mais rien ne se convoque, ne se change ni ne s’envoie\u{a0}: l’accueil et la page de la mission disent quand la convocation sera ouverte.",
        ],
        etapes: &[],
    },
];

/// *Tutoriel*.
pub const TUTORIEL: &[Section] = &[
    Section {
        titre: "Convoquer les correcteurs d’une épreuve",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez « Convocation par mission ».",
            "Repérez la mission, par exemple avec « Filtrer par mot-clé », et cliquez sur son numéro.",
            "Cliquez sur « Créer convocation ».",
            "Dans « Discipline », tapez les premières lettres et choisissez la discipline\u{a0}: ses enseignants s’affichent, tous cochés.",
            "Décochez les personnes qui ne sont pas concernées.",
            "Vérifiez la qualité, la salle, les dates et les heures.",
            "Cliquez sur « Convoquer ».",
            "De retour sur la mission, cliquez sur « Envoyer convocations par mail », vérifiez la liste et lisez les convocations, puis envoyez. Une autre fois, seules partent celles qui n’ont pas été reçues telles quelles, sauf si vous choisissez « Toutes ».",
        ],
    },
    Section {
        titre: "Déléguer la numérisation des copies",
        paragraphes: &[],
        etapes: &[
            "Ouvrez la mission de type « Numérisation des copies ».",
            "Cliquez sur « Créer convocation », cherchez la personne par son nom, choisissez les dates, puis « Convoquer ». Aucune qualité n’est à saisir.",
        ],
    },
];

/// *Aide*.
pub const AIDE: &[Section] = &[
    Section {
        titre: "Je ne trouve pas une personne",
        paragraphes: &[
            "La recherche par nom porte sur toute l’académie, dans l’ordre « Nom Prénom » ou « Prénom Nom », sans tenir compte des accents. Si la personne n’apparaît pas, contactez le gestionnaire IMAGIN de votre académie, qui pourra créer sa fiche.",
        ],
        etapes: &[],
    },
    Section {
        titre: "La mission refuse les convocations",
        paragraphes: &[
            "Une mission d’interrogation orale ne peut être convoquée que lorsque l’affectation des candidats est terminée dans Cyclades. Un message daté le signale\u{a0}; réessayez après la fin de l’affectation.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Un mél. n’est pas parti",
        paragraphes: &[
            "L’état de chaque envoi est affiché sur la ligne de la convocation. « Nouvel essai prévu »\u{a0}: il n’y a rien à faire, l’envoi sera retenté. « Échec »\u{a0}: la raison est indiquée\u{a0}; imprimez la convocation ou faites corriger l’adresse, puis envoyez à nouveau.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Les compétences d’une discipline ne changent plus",
        paragraphes: &[
            "La discipline est validée. Demandez au gestionnaire IMAGIN de rouvrir la saisie\u{202f}; son motif sera dans vos messages.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Se servir du clavier",
        paragraphes: &[
            "Tout est accessible au clavier. Dans la grille des compétences, les flèches vont de case en case et Espace coche. Dans les recherches, la flèche bas parcourt les propositions et Entrée choisit. Dans le calendrier, les flèches changent de jour, Page précédente et Page suivante de mois, Majuscule et Page d’année, Entrée ou Espace choisit le jour. Échap ferme la fenêtre.",
        ],
        etapes: &[],
    },
];

/// The accessibility statement (honest start: not audited yet).
pub const ACCESSIBILITE: &[Section] = &[
    Section {
        titre: "État de conformité",
        paragraphes: &[
            "Ce service est non conforme au référentiel général d’amélioration de l’accessibilité (RGAA 4.1.2)\u{a0}: aucun audit n’a encore été mené. Les pages sont vérifiées automatiquement à chaque modification, au clavier, en thème clair et sombre, et fonctionnent sans JavaScript.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Documents",
        paragraphes: &[
            "Chaque convocation en PDF existe aussi en page accessible, avec le même contenu\u{a0}: le lien « Page » de chaque ligne.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Signaler une difficulté",
        paragraphes: &[
            "Si une difficulté d’accès vous empêche d’utiliser le service, signalez-la au gestionnaire IMAGIN de votre académie. Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits.",
        ],
        etapes: &[],
    },
];
