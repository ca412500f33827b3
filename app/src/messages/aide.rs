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

/// What concerns one role.
#[derive(Clone, Copy, Debug)]
pub struct Chapitre {
    /// Whom it is for.
    pub titre: &'static str,
    /// Its name in the address of the page.
    pub ancre: &'static str,
    /// What it says.
    pub sections: &'static [Section],
}

/// Labels.
#[allow(missing_docs, reason = "the value says what the name means")]
pub mod l {
    pub const SOMMAIRE: &str = "Sommaire";
    pub const TOUS: &str = "Pour tout le monde";
    pub const CHEF: &str = "Chef d’établissement, chef de centre, secrétariat";
    pub const GESTIONNAIRE: &str = "Gestionnaire IMAGIN";
    pub const ADMINISTRATEUR: &str = "Administrateur IMAGIN";
    pub const INTERVENANT: &str = "Intervenant";
}

/// What a head does, or who does it for them.
const GUIDE_CHEF: &[Section] = &[
    Section {
        titre: "L’accueil",
        paragraphes: &[
            "«\u{a0}À faire aujourd’hui\u{a0}» compte ce qui vous attend\u{a0}: missions où personne n’est convoqué, équipes incomplètes, empêchements, convocations et annulations qui ne sont pas arrivées, signatures, services à constater, compétences. Chaque ligne mène à la liste de ce qu’elle compte.",
            "Dessous, les missions de la session selon leur date, pourvues, incomplètes ou sans personne\u{202f}; «\u{a0}Les mêmes nombres en tableau\u{a0}» les donne en chiffres.",
        ],
        etapes: &[],
    },
    Section {
        titre: "La liste des missions",
        paragraphes: &[
            "«\u{a0}Convocation par mission\u{a0}» montre les missions ouvertes à la convocation dans votre centre. Elles sont importées de Cyclades par le gestionnaire IMAGIN\u{a0}: vous n’avez pas à les créer.",
            "Filtrez par année, par examen ou par mot-clé\u{202f}; triez en cliquant sur le titre d’une colonne. L’adresse de la page garde vos choix\u{a0}: vous pouvez l’enregistrer dans vos favoris.",
            "Humanités, littérature et philosophie donne deux missions, l’une pour un professeur de lettres, l’autre pour un professeur de philosophie\u{a0}: une étiquette les distingue.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Convoquer",
        paragraphes: &[
            "Ouvrez la mission, puis «\u{a0}Créer convocation\u{a0}». Cherchez une personne par son nom dans toute l’académie, ou toutes celles d’une discipline dans votre établissement. Les personnes trouvées sont cochées\u{a0}: décochez celles qui ne sont pas concernées.",
            "Choisissez les dates parmi les jours en surbrillance et vérifiez les heures. Si vous modifiez les dates ou le texte proposés, Imagin demande s’il faut les garder pour les prochaines convocations de la mission. La convocation est effectuée dans les deux cas.",
            "Une demande convoque toutes les personnes cochées, ou aucune\u{a0}: si l’une d’elles ne peut pas l’être, son nom et la raison sont indiqués.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Imprimer et envoyer",
        paragraphes: &[
            "Chaque ligne donne la convocation en PDF ou en page accessible, et permet de l’envoyer par courriel, de la modifier ou de la supprimer.",
            "«\u{a0}Télécharger convocations (zip)\u{a0}» et «\u{a0}Envoyer convocations par mail\u{a0}» portent sur les lignes affichées, donc filtrées, dont vous êtes l’auteur\u{a0}: le nombre est indiqué sur le bouton.",
            "L’adresse professionnelle est utilisée en priorité. L’état de chaque envoi s’affiche sur la ligne\u{202f}; un envoi refusé pour l’instant est réessayé automatiquement, un envoi impossible indique pourquoi.",
            "Supprimer une convocation déjà envoyée propose d’envoyer une annulation à la personne. Modifiée puis renvoyée, la nouvelle lettre dit qu’elle annule et remplace la précédente, et ce qui change.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Consulter les personnels",
        paragraphes: &[
            "«\u{a0}Consultation des personnels\u{a0}» donne les personnes rattachées à votre établissement\u{a0}: coordonnées, indisponibilités, convocations ici et ailleurs, nombre de jours. Filtrez par mot-clé ou par discipline\u{202f}; «\u{a0}Disponible du … au …\u{a0}» ne garde que les personnes qui ne sont ni indisponibles ni convoquées.",
            "«\u{a0}Exporter (CSV)\u{a0}» et «\u{a0}Imprimer la liste (PDF)\u{a0}» portent sur ce que les filtres gardent\u{202f}; «\u{a0}Calendrier de l’équipe (PDF)\u{a0}» donne un mois à afficher, sans les motifs.",
            "Le nom mène à la page de la personne\u{a0}: calendrier, convocations, compétences, indisponibilités, charge comparée à celle des collègues de la discipline, coordonnées et historique.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Saisir une indisponibilité",
        paragraphes: &[
            "Dans «\u{a0}Saisie d’indisponibilité\u{a0}», «\u{a0}Saisir une indisponibilité\u{a0}» vaut pour une ou plusieurs personnes\u{a0}: cochez-les, indiquez le premier et le dernier jour, le moment de la journée ou les jours de la semaine, puis le motif. Le motif et le commentaire ne sont vus que de l’établissement et du gestionnaire\u{202f}; une raison médicale ne se détaille jamais.",
            "Les convocations qui tombent pendant la période sont montrées, avec «\u{a0}Remplacer\u{a0}» pour celles de votre centre. Rien n’est annulé tout seul.",
            "«\u{a0}Modifier\u{a0}» change une indisponibilité ou la termine plus tôt\u{202f}; une suppression se reprend depuis les messages. «\u{a0}Importer un fichier (CSV)\u{a0}» en lit beaucoup d’un coup.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Saisir et valider les compétences",
        paragraphes: &[
            "«\u{a0}Saisie des compétences\u{a0}» ouvre, pour chaque discipline, une grille des enseignants et des épreuves sur lesquelles ils peuvent corriger ou interroger, avec les langues, les sections européennes et la DNL. Une colonne se remplit d’un coup, et la saisie de l’année d’avant peut servir de départ. Ce qui n’est pas enregistré se retrouve si la session expire.",
            "«\u{a0}Validation saisie compétences\u{a0}» montre ce qui a changé et valide une discipline, ou toutes celles qui sont terminées. Une discipline validée ne change plus\u{a0}: le gestionnaire IMAGIN peut la rouvrir, avec un motif. Les compétences validées sont rappelées quand vous convoquez.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Consulter les missions",
        paragraphes: &[
            "«\u{a0}Consultation des missions\u{a0}» montre ce que votre centre a dans l’année\u{a0}: jours, salles, personnes, et où en est chaque convocation. Cinq présentations\u{a0}: liste, mois, semaine, salles (une salle prise deux fois aux mêmes heures est signalée) et jour.",
            "La présentation «\u{a0}Jour\u{a0}» donne la «\u{a0}Feuille d’émargement du jour (PDF)\u{a0}», à imprimer et à faire signer\u{202f}; la liste s’exporte avec «\u{a0}Exporter (CSV)\u{a0}».",
        ],
        etapes: &[],
    },
    Section {
        titre: "Savoir qui vient",
        paragraphes: &[
            "Chaque convocation porte un lien personnel\u{a0}: sans compte, la personne indique qu’elle en a pris connaissance, ou signale un empêchement. La ligne le montre aussitôt, et le contrôle de la session liste les empêchements. «\u{a0}Relancer\u{a0}» envoie de nouveau leur convocation à ceux qui n’ont pas répondu.",
            "Chaque lettre porte aussi un code à vérifier, que n’importe qui peut saisir à l’adresse /verifier de ce service\u{a0}: elle est valable, remplacée ou annulée.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Journal des envois et contrôle de la session",
        paragraphes: &[
            "«\u{a0}Journal des envois\u{a0}» montre chaque courriel de vos missions\u{a0}: quand, à qui, à quelle adresse, ce qu’il est devenu et pourquoi. «\u{a0}Corriger l’adresse\u{a0}», sur un envoi en échec ou revenu, change l’adresse de la personne pour toutes ses missions\u{202f}; «\u{a0}Enregistrer et envoyer de nouveau\u{a0}» fait les deux. Une annulation qui n’est pas arrivée se renvoie par «\u{a0}Renvoyer l’annulation\u{a0}»\u{202f}; si vous avez joint la personne autrement, «\u{a0}La personne est prévenue\u{a0}» la règle.",
            "«\u{a0}Contrôle de la session\u{a0}» passe en revue l’année\u{a0}: empêchements signalés, convocations en conflit, missions à compléter. Chaque ligne mène à ce qui la règle. Le nombre d’«\u{a0}Intervenants attendus\u{a0}» se règle sur la page de la mission.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Constater le service fait",
        paragraphes: &[
            "Après chaque jour d’examen, «\u{a0}Constat service fait\u{a0}» dit ce qui reste à constater. «\u{a0}Tout le monde présent\u{a0}» note d’un coup les personnes pour lesquelles rien n’est renseigné\u{202f}; corrigez ensuite les exceptions\u{a0}: absent avec son motif, remplacé, heures, nombre de copies ou de candidats. «\u{a0}Enregistrer (provisoire)\u{a0}» sert autant de fois qu’il le faut.",
            "Le secrétariat saisit\u{202f}; le chef d’établissement ou de centre valide, avec «\u{a0}Enregistrer, relire et valider\u{a0}» puis «\u{a0}Valider définitivement\u{a0}». Ce qui est validé ne change plus\u{a0}: le gestionnaire IMAGIN peut le corriger, en disant pourquoi.",
            "«\u{a0}État de la mission (PDF)\u{a0}» et «\u{a0}État (PDF)\u{a0}», à côté de chaque nom, s’impriment\u{202f}; l’export pour la mise en paiement ne contient que les lignes validées.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Les signatures",
        paragraphes: &[
            "«\u{a0}Signature centre pour la convocation\u{a0}» et «\u{a0}Signature établissement pour la convocation\u{a0}» enregistrent qui signe, selon ce que demande la mission\u{202f}; le chef de centre n’a que la première. L’image se dépose ou se dessine dans la page\u{202f}; sans image, la place est laissée pour signer à la main.",
            "Rien n’est enregistré avant «\u{a0}Enregistrer cette signature\u{a0}». Les convocations déjà imprimées ou envoyées gardent la leur. «\u{a0}Modifier\u{a0}» enregistre une signature à la place d’une autre\u{202f}; «\u{a0}Retirer\u{a0}» la met de côté, «\u{a0}Remettre en service\u{a0}» la reprend. L’historique est en bas de la page.",
            "La page d’une mission prévient quand aucune signature n’est valable, ou quand le service signature est fermé\u{a0}: l’administrateur de l’académie l’ouvre.",
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

/// What everybody meets.
const GUIDE_TOUS: &[Section] = &[
    Section {
        titre: "Se connecter",
        paragraphes: &[
            "Avec votre identifiant et votre mot de passe. Le premier mot de passe se choisit par un lien, que l’administrateur vous remet ou qui arrive par courriel\u{a0}: il sert une seule fois, pendant sept jours. Perdu ou expiré, demandez-en un autre.",
            "Si votre académie a un fournisseur d’identité, un second bouton, «\u{a0}Se connecter avec …\u{a0}», ouvre votre compte sans mot de passe d’Imagin. Si un second facteur est en place, un code vous est demandé après le mot de passe\u{202f}; sans téléphone, «\u{a0}Je n’ai pas mon téléphone\u{a0}» prend un code de secours.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Mon compte",
        paragraphes: &[
            "Votre nom, en haut de la page, ouvre «\u{a0}Mon compte\u{a0}». «\u{a0}Copies des envois groupés\u{a0}»\u{a0}: un seul récapitulatif à la fin de l’envoi, ou une copie de chaque courriel. Dessous, votre mot de passe, et le lien avec le fournisseur d’identité si votre académie en emploie un.",
            "Gestionnaires et administrateurs peuvent y «\u{a0}Mettre en place un second facteur\u{a0}»\u{a0}: un code, affiché par une application du téléphone, est demandé après le mot de passe. Gardez ailleurs les codes de secours, montrés une seule fois.",
        ],
        etapes: &[],
    },
];

/// What the gestionnaire does.
const GUIDE_GESTIONNAIRE: &[Section] = &[
    Section {
        titre: "Convoquer dans toute l’académie",
        paragraphes: &[
            "Vous convoquez comme un chef d’établissement, dans n’importe quel centre. Vos convocations sont dites «\u{a0}par division\u{a0}»\u{a0}: les centres les voient sans pouvoir les modifier. Sur la page d’une mission, «\u{a0}Autoriser le centre à modifier\u{a0}» leur en laisse le droit\u{202f}; «\u{a0}Retirer l’autorisation\u{a0}» le reprend.",
            "La recherche par discipline porte sur l’établissement du centre. «\u{a0}Toute l’académie\u{a0}», sous la discipline, montre les moins chargés de l’académie, sans en cocher\u{a0}: cochez ceux à convoquer. «\u{a0}Commune ou établissement\u{a0}» précise où.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Suivre l’académie",
        paragraphes: &[
            "«\u{a0}Convocations\u{a0}» montre qui est convoqué à quoi, où, quels jours, et où en est chaque convocation. «\u{a0}Couverture\u{a0}» compare ce que les missions attendent à qui est convoqué, par centre, par épreuve ou par discipline. Les deux se filtrent et s’exportent.",
            "«\u{a0}Journal d’audit\u{a0}» dit qui a fait quoi, quand et d’où.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Importer",
        paragraphes: &[
            "Dans «\u{a0}Imports\u{a0}», «\u{a0}Nouvel import\u{a0}»\u{a0}: choisissez ce que le fichier contient, puis «\u{a0}Déposer et analyser\u{a0}». L’analyse n’enregistre rien. Relisez ce qui est nouveau, ce qui change et ce qui est refusé, puis «\u{a0}Appliquer l’import\u{a0}» enregistre tout, ou rien. «\u{a0}Annuler l’import\u{a0}» remet tout comme avant, tant que rien n’en dépend.",
            "Dans l’ordre\u{a0}: établissements, intervenants, missions, et s’il y a lieu indisponibilités et compétences.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Tenir les intervenants",
        paragraphes: &[
            "«\u{a0}Intervenants\u{a0}» cherche parmi tous ceux de l’académie. «\u{a0}Créer un intervenant\u{a0}» ajoute une personne qu’aucun fichier ne donne. «\u{a0}Doublons\u{a0}» montre les fiches qui sont probablement la même personne\u{a0}: comparez-les, puis «\u{a0}Fusionner\u{a0}», ou «\u{a0}Ce ne sont pas des doublons\u{a0}».",
            "Les centres demandent les personnes qu’ils ne trouvent pas\u{a0}: «\u{a0}Intervenants introuvables\u{a0}», puis «\u{a0}Traiter\u{a0}», pour rattacher la demande à une fiche, créer la fiche, ou refuser avec une raison. Un courriel dit à qui a demandé qu’il y a une réponse\u{202f}; la page de la demande dit s’il est parti.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Donner un compte aux personnes convoquées",
        paragraphes: &[
            "Sur une fiche, «\u{a0}Ouvrir un compte et envoyer le lien\u{a0}» vaut pour une personne. Dans «\u{a0}Intervenants\u{a0}», «\u{a0}Ouvrir des comptes\u{a0}» vaut pour toutes les personnes convoquées qui n’en ont pas et ont une adresse de courriel, de l’académie ou d’une session\u{a0}: la page dit leur nombre, et nomme celles qui n’ont pas d’adresse. Les comptes s’ouvrent ensuite par lots, et la page montre l’avancement\u{202f}; personne n’est invité deux fois.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Corriger un service, rouvrir des compétences",
        paragraphes: &[
            "Dans «\u{a0}Constat service fait\u{a0}», vous pouvez saisir et valider à la place d’un centre. Vous seul corrigez une ligne validée\u{a0}: «\u{a0}Corriger\u{a0}», sur la ligne, demande une raison.",
            "Sur la page d’une discipline validée, «\u{a0}Rouvrir la saisie\u{a0}» demande un motif, que l’établissement lit. Au bas de «\u{a0}Validation saisie compétences\u{a0}», donnez la date limite et la consigne\u{202f}; «\u{a0}Relancer maintenant les établissements en retard\u{a0}» écrit à ceux qui n’ont pas tout validé.",
        ],
        etapes: &[],
    },
    Section {
        titre: "SANTORIN",
        paragraphes: &[
            "Les correcteurs et les chargés de numérisation convoqués ont un accès à SANTORIN, du jour de leur convocation à la fin de la mission, et quelques jours de plus. «\u{a0}Export vers SANTORIN\u{a0}» en donne les fichiers\u{202f}; «\u{a0}Clients de l’API\u{a0}» laisse un programme les lire, avec un jeton montré une seule fois.",
        ],
        etapes: &[],
    },
];

/// What the administrateur does.
const GUIDE_ADMINISTRATEUR: &[Section] = &[
    Section {
        titre: "Ouvrir et fermer les services",
        paragraphes: &[
            "«\u{a0}Services des établissements\u{a0}»\u{a0}: cochez des établissements, cochez le service convocation, le service signature ou les deux, donnez des dates si vous voulez, puis «\u{a0}Ouvrir\u{a0}» ou «\u{a0}Fermer\u{a0}». Fermé, un centre consulte et imprime, mais ne convoque pas.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Tenir les comptes",
        paragraphes: &[
            "«\u{a0}Comptes\u{a0}» les montre par nom, page par page, filtrés par mot, par rôle ou par état. «\u{a0}Créer un compte\u{a0}» demande un identifiant, un nom et au moins un rôle.",
            "Sur la page d’un compte\u{a0}: «\u{a0}Faire un lien\u{a0}» ou «\u{a0}Envoyer un lien par courriel\u{a0}» pour que la personne choisisse son mot de passe, «\u{a0}Donner un rôle\u{a0}», entre deux dates pour une délégation, les sessions ouvertes, «\u{a0}Fermer ce compte\u{a0}». «\u{a0}Réinitialiser son second facteur\u{a0}» rend l’accès à qui a perdu son téléphone et ses codes de secours\u{a0}: assurez-vous d’abord que c’est bien cette personne qui le demande.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Régler l’académie",
        paragraphes: &[
            "«\u{a0}Paramètres\u{a0}»\u{a0}: les textes des lettres et des courriels, le logo, les délais, les limites et les durées de conservation. «\u{a0}Voir l’aperçu\u{a0}» montre un texte avant de l’enregistrer\u{202f}; «\u{a0}Rétablir\u{a0}», dans l’historique, remet une version.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Consulter",
        paragraphes: &[
            "Vous consultez toutes les missions, les convocations et la couverture de l’académie, sans convoquer. «\u{a0}Journal d’audit\u{a0}» dit qui a fait quoi\u{202f}; «\u{a0}Clients de l’API\u{a0}» montre les programmes qui lisent les accès à SANTORIN.",
        ],
        etapes: &[],
    },
];

/// What the people who are convoked do.
const GUIDE_INTERVENANT: &[Section] = &[
    Section {
        titre: "Répondre à une convocation",
        paragraphes: &[
            "Le courriel porte un lien personnel\u{a0}: sans compte, indiquez que vous avez pris connaissance de la convocation, ou que vous avez un empêchement. Avec un compte, «\u{a0}Mes convocations\u{a0}» met d’abord celles à venir\u{a0}: «\u{a0}J’ai pris connaissance\u{a0}», ou «\u{a0}Je ne peux pas venir\u{a0}», en disant pourquoi sans détail médical. Le centre le voit aussitôt\u{202f}; vous pouvez changer d’avis.",
            "Sur chaque carte\u{a0}: «\u{a0}Lire la convocation\u{a0}», «\u{a0}PDF\u{a0}», «\u{a0}Agenda (.ics)\u{a0}» et «\u{a0}Appeler le centre\u{a0}». Une convocation modifiée dit ce qui change, et attend une nouvelle réponse.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Accéder à SANTORIN",
        paragraphes: &[
            "Si vous êtes convoqué pour corriger ou pour numériser, «\u{a0}Accéder à SANTORIN\u{a0}», en haut de «\u{a0}Mes convocations\u{a0}», y mène, et dit jusqu’à quel jour vous y avez accès. Supprimer la convocation retire cet accès.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Votre agenda et vos coordonnées",
        paragraphes: &[
            "Sous «\u{a0}Mon agenda\u{a0}», «\u{a0}Ouvrir l’adresse de mon agenda\u{a0}» donne une adresse que votre agenda relit de lui-même. Qui a cette adresse lit vos convocations\u{a0}: «\u{a0}Changer l’adresse\u{a0}» rend l’ancienne inutile.",
            "«\u{a0}Mes coordonnées\u{a0}»\u{a0}: une nouvelle adresse personnelle ne compte qu’une fois confirmée par le lien qui y est envoyé. «\u{a0}Mes services attestés\u{a0}» montre ce que les centres ont validé\u{202f}; «\u{a0}Mes données\u{a0}», tout ce que le service garde de vous.",
        ],
        etapes: &[],
    },
];

/// *Guide*, by role.
pub const GUIDE: &[Chapitre] = &[
    Chapitre {
        titre: l::TOUS,
        ancre: "pour-tous",
        sections: GUIDE_TOUS,
    },
    Chapitre {
        titre: l::CHEF,
        ancre: "pour-chef",
        sections: GUIDE_CHEF,
    },
    Chapitre {
        titre: l::GESTIONNAIRE,
        ancre: "pour-gestionnaire",
        sections: GUIDE_GESTIONNAIRE,
    },
    Chapitre {
        titre: l::ADMINISTRATEUR,
        ancre: "pour-administrateur",
        sections: GUIDE_ADMINISTRATEUR,
    },
    Chapitre {
        titre: l::INTERVENANT,
        ancre: "pour-intervenant",
        sections: GUIDE_INTERVENANT,
    },
];

/// The same, step by step.
const TUTORIEL_CHEF: &[Section] = &[
    Section {
        titre: "Convoquer les correcteurs d’une épreuve",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez «\u{a0}Convocation par mission\u{a0}».",
            "Repérez la mission, par exemple avec «\u{a0}Filtrer par mot-clé\u{a0}», et cliquez sur son numéro.",
            "Cliquez sur «\u{a0}Créer convocation\u{a0}».",
            "Dans «\u{a0}Discipline\u{a0}», tapez les premières lettres et choisissez la discipline\u{a0}: ses enseignants s’affichent, tous cochés.",
            "Décochez les personnes qui ne sont pas concernées.",
            "Vérifiez la qualité, la salle, les dates et les heures.",
            "Cliquez sur «\u{a0}Convoquer\u{a0}».",
            "De retour sur la mission, cliquez sur «\u{a0}Envoyer convocations par mail\u{a0}», vérifiez la liste et lisez les convocations, puis envoyez. Une autre fois, seules partent celles qui n’ont pas été reçues telles quelles, sauf si vous choisissez «\u{a0}Toutes, y compris celles déjà reçues\u{a0}».",
        ],
    },
    Section {
        titre: "Déléguer la numérisation des copies",
        paragraphes: &[],
        etapes: &[
            "Ouvrez la mission de type «\u{a0}Numérisation des copies\u{a0}».",
            "Cliquez sur «\u{a0}Créer convocation\u{a0}», cherchez la personne par son nom, choisissez les dates, puis «\u{a0}Convoquer\u{a0}». Aucune qualité n’est à saisir.",
        ],
    },
    Section {
        titre: "Constater un service",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez «\u{a0}Constat service fait\u{a0}», puis cliquez sur le numéro de la mission.",
            "Choisissez un jour, si la mission en a plusieurs.",
            "Cliquez sur «\u{a0}Tout le monde présent\u{a0}»\u{a0}: les personnes pour lesquelles rien n’est renseigné sont notées présentes, aux heures de leur convocation.",
            "Corrigez les exceptions\u{a0}: dans «\u{a0}Présence\u{a0}», choisissez «\u{a0}Absent\u{a0}» et le motif, ou «\u{a0}Remplacé\u{a0}» et la personne venue.",
            "Indiquez le nombre de copies ou de candidats, quand la colonne est là.",
            "Cliquez sur «\u{a0}Enregistrer (provisoire)\u{a0}». Le secrétariat s’arrête ici.",
            "Chef d’établissement ou de centre\u{a0}: cliquez sur «\u{a0}Enregistrer, relire et valider\u{a0}», lisez ce qui sera validé et ce qui manque encore, puis cliquez sur «\u{a0}Valider définitivement\u{a0}».",
        ],
    },
    Section {
        titre: "Enregistrer sa signature",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez «\u{a0}Signature établissement pour la convocation\u{a0}», ou «\u{a0}Signature centre pour la convocation\u{a0}».",
            "Cliquez sur «\u{a0}Enregistrer une signature\u{a0}».",
            "Indiquez la civilité, le nom, le prénom et la qualité telle qu’elle sera imprimée\u{202f}; si vous signez pour le chef, cochez «\u{a0}Signe pour le chef, par délégation\u{a0}».",
            "Déposez une image PNG ou JPEG dans «\u{a0}Déposer une image\u{a0}», ou signez dans la page, sous «\u{a0}Ou signer ici\u{a0}».",
            "Cliquez sur «\u{a0}Continuer\u{a0}»\u{a0}: l’aperçu montre la signature sur une convocation.",
            "Si besoin, ouvrez «\u{a0}Recadrer\u{a0}»\u{a0}: coupez ce qui n’est pas la signature, ou décochez «\u{a0}Rendre le papier transparent\u{a0}» si des traits ont disparu, puis cliquez sur «\u{a0}Appliquer\u{a0}».",
            "Cliquez sur «\u{a0}Enregistrer cette signature\u{a0}».",
        ],
    },
];

/// The gestionnaire, step by step.
const TUTORIEL_GESTIONNAIRE: &[Section] = &[
    Section {
        titre: "Importer les missions d’une session",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez «\u{a0}Imports\u{a0}», puis «\u{a0}Nouvel import\u{a0}».",
            "Choisissez ce que contient le fichier, puis le fichier, et cliquez sur «\u{a0}Déposer et analyser\u{a0}».",
            "Quand l’analyse est finie, lisez ce qui est nouveau, ce qui change et ce qui est refusé.",
            "Cliquez sur «\u{a0}Appliquer l’import\u{a0}».",
        ],
    },
    Section {
        titre: "Ouvrir un compte aux personnes convoquées",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez «\u{a0}Intervenants\u{a0}», puis «\u{a0}Ouvrir des comptes\u{a0}».",
            "Si besoin, choisissez la session, puis cliquez sur «\u{a0}Afficher\u{a0}».",
            "Lisez le nombre de comptes, et les personnes sans adresse\u{a0}: leur fiche permet d’en enregistrer une.",
            "Cochez la case qui confirme, puis cliquez sur le bouton qui ouvre ces comptes. Vous pouvez quitter la page\u{a0}: un message vous dit quand tous sont ouverts.",
        ],
    },
];

/// The administrateur, step by step.
const TUTORIEL_ADMINISTRATEUR: &[Section] = &[
    Section {
        titre: "Donner un compte à un chef d’établissement",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez «\u{a0}Comptes\u{a0}», puis «\u{a0}Créer un compte\u{a0}».",
            "Indiquez l’identifiant, le nom, l’adresse de courriel, cochez le rôle et donnez l’UAI de son établissement.",
            "Cochez «\u{a0}Envoyer aussitôt par courriel le lien pour choisir un mot de passe\u{a0}», puis cliquez sur «\u{a0}Créer le compte\u{a0}».",
        ],
    },
    Section {
        titre: "Ouvrir la convocation à des établissements",
        paragraphes: &[],
        etapes: &[
            "Dans le menu, choisissez «\u{a0}Services des établissements\u{a0}».",
            "Cochez les établissements, ou «\u{a0}Tout cocher\u{a0}», puis le service.",
            "Donnez les dates si vous voulez, puis cliquez sur «\u{a0}Ouvrir\u{a0}».",
        ],
    },
];

/// The people who are convoked, step by step.
const TUTORIEL_INTERVENANT: &[Section] = &[Section {
    titre: "Répondre depuis votre compte",
    paragraphes: &[],
    etapes: &[
        "Dans le menu, choisissez «\u{a0}Mes convocations\u{a0}».",
        "Lisez la carte de la convocation, ou cliquez sur «\u{a0}Lire la convocation\u{a0}».",
        "Cliquez sur «\u{a0}J’ai pris connaissance\u{a0}». Si vous êtes empêché, ouvrez «\u{a0}Je ne peux pas venir\u{a0}», dites pourquoi, puis cliquez sur «\u{a0}Signaler l’empêchement\u{a0}».",
    ],
}];

/// *Tutoriel*, by role.
pub const TUTORIEL: &[Chapitre] = &[
    Chapitre {
        titre: l::CHEF,
        ancre: "pour-chef",
        sections: TUTORIEL_CHEF,
    },
    Chapitre {
        titre: l::GESTIONNAIRE,
        ancre: "pour-gestionnaire",
        sections: TUTORIEL_GESTIONNAIRE,
    },
    Chapitre {
        titre: l::ADMINISTRATEUR,
        ancre: "pour-administrateur",
        sections: TUTORIEL_ADMINISTRATEUR,
    },
    Chapitre {
        titre: l::INTERVENANT,
        ancre: "pour-intervenant",
        sections: TUTORIEL_INTERVENANT,
    },
];

/// Questions of everybody.
const AIDE_TOUS: &[Section] = &[
    Section {
        titre: "Je ne peux pas me connecter",
        paragraphes: &[
            "Après cinq erreurs, attendez un quart d’heure. Mot de passe oublié, lien expiré, téléphone et codes de secours perdus\u{a0}: demandez à l’administrateur IMAGIN de votre académie un autre lien, ou de réinitialiser votre second facteur.",
            "Un lien pour choisir un mot de passe sert une fois, pendant sept jours\u{202f}; un nouveau lien rend le précédent inutile.",
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

/// Questions of a head.
const AIDE_CHEF: &[Section] = &[
    Section {
        titre: "Je ne trouve pas une personne",
        paragraphes: &[
            "La recherche par nom porte sur toute l’académie, dans l’ordre «\u{a0}Nom Prénom\u{a0}» ou «\u{a0}Prénom Nom\u{a0}», sans tenir compte des accents. Si personne ne correspond, «\u{a0}Demander cette personne au gestionnaire\u{a0}», sous la recherche, ou «\u{a0}Intervenants introuvables\u{a0}» dans le menu, puis «\u{a0}Demander une personne introuvable\u{a0}»\u{a0}: le gestionnaire IMAGIN la retrouve ou crée sa fiche, et sa réponse s’affiche sur votre accueil, avec le lien pour convoquer\u{a0}; un courriel y mène aussi si votre compte a une adresse.",
        ],
        etapes: &[],
    },
    Section {
        titre: "La mission refuse les convocations",
        paragraphes: &[
            "Une mission d’interrogation orale ne peut être convoquée que lorsque l’affectation des candidats est terminée dans Cyclades. Un message daté le signale\u{202f}; réessayez après la fin de l’affectation.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Un courriel n’est pas parti",
        paragraphes: &[
            "L’état de chaque envoi est affiché sur la ligne de la convocation. «\u{a0}Nouvel essai prévu\u{a0}»\u{a0}: il n’y a rien à faire, l’envoi sera retenté à l’heure indiquée. «\u{a0}Échec\u{a0}»\u{a0}: la raison est indiquée\u{202f}; imprimez la convocation ou faites corriger l’adresse, puis envoyez à nouveau.",
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
];

/// Questions of the gestionnaire.
const AIDE_GESTIONNAIRE: &[Section] = &[
    Section {
        titre: "Un import est refusé",
        paragraphes: &[
            "La raison est en tête de la page de l’import, ou sur chaque ligne. «\u{a0}Télécharger les lignes refusées (CSV)\u{a0}» les donne, à corriger puis à déposer de nouveau. Recommencer un import ne crée pas de doublon.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Une personne n’a pas reçu de compte",
        paragraphes: &[
            "Sans adresse de courriel, personne n’est invité\u{a0}: enregistrez-en une sur sa fiche. Une adresse de plus de 60 signes, qui a d’autres signes que des lettres, des chiffres, des points, des tirets, «\u{a0}_\u{a0}» ou «\u{a0}@\u{a0}», ou qui est déjà l’identifiant d’un autre compte, ne peut pas servir d’identifiant\u{a0}: demandez à l’administrateur d’ouvrir ce compte sous un autre nom.",
        ],
        etapes: &[],
    },
];

/// Questions of the administrateur.
const AIDE_ADMINISTRATEUR: &[Section] = &[
    Section {
        titre: "Je ne trouve pas un compte",
        paragraphes: &[
            "«\u{a0}Comptes\u{a0}» montre d’abord les comptes ouverts, cinquante par page\u{a0}: choisissez «\u{a0}Tous\u{a0}», ou filtrez par nom, identifiant, adresse ou établissement.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Le courriel du lien n’arrive pas",
        paragraphes: &[
            "La page du compte dit ce que le courriel est devenu. Corrigez l’adresse, puis envoyez le lien de nouveau, ou faites un lien et remettez-le vous-même.",
        ],
        etapes: &[],
    },
];

/// Questions of the people who are convoked.
const AIDE_INTERVENANT: &[Section] = &[
    Section {
        titre: "Je n’ai pas reçu ma convocation",
        paragraphes: &[
            "Regardez parmi les courriels indésirables, puis demandez au centre d’examen quelle adresse il connaît de vous. Avec un compte, la convocation est dans «\u{a0}Mes convocations\u{a0}».",
        ],
        etapes: &[],
    },
    Section {
        titre: "Je ne vois pas «\u{a0}Accéder à SANTORIN\u{a0}»",
        paragraphes: &[
            "Le lien est là pour qui est convoqué à une mission de correction ou de numérisation, jusqu’à la fin de son accès. Si vous l’êtes et que rien ne s’affiche, demandez au gestionnaire IMAGIN de votre académie.",
        ],
        etapes: &[],
    },
];

/// *Aide*, by role.
pub const AIDE: &[Chapitre] = &[
    Chapitre {
        titre: l::TOUS,
        ancre: "pour-tous",
        sections: AIDE_TOUS,
    },
    Chapitre {
        titre: l::CHEF,
        ancre: "pour-chef",
        sections: AIDE_CHEF,
    },
    Chapitre {
        titre: l::GESTIONNAIRE,
        ancre: "pour-gestionnaire",
        sections: AIDE_GESTIONNAIRE,
    },
    Chapitre {
        titre: l::ADMINISTRATEUR,
        ancre: "pour-administrateur",
        sections: AIDE_ADMINISTRATEUR,
    },
    Chapitre {
        titre: l::INTERVENANT,
        ancre: "pour-intervenant",
        sections: AIDE_INTERVENANT,
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
            "Chaque convocation en PDF existe aussi en page accessible, avec le même contenu\u{a0}: le lien «\u{a0}Page\u{a0}» de chaque ligne.",
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

#[cfg(test)]
mod tests {
    use super::{AIDE, Chapitre, GUIDE, TUTORIEL};
    use crate::messages::{
        accueil, audit, competences, comptes, confiance, consultation, couverture, espace,
        imports_suivis, l, ouvertures, parametres, personnels, repertoire, santorin,
        second_facteur, service, signatures, suivies,
    };

    /// What a page says, with the spaces that one types.
    fn texte(chapitres: &[Chapitre]) -> String {
        let textes = chapitres
            .iter()
            .flat_map(|c| c.sections)
            .flat_map(|s| s.paragraphes.iter().chain(s.etapes));
        textes
            .flat_map(|t| t.chars().chain(['\n']))
            .map(|c| {
                if matches!(c, '\u{a0}' | '\u{202f}') {
                    ' '
                } else {
                    c
                }
            })
            .collect()
    }

    #[test]
    fn le_guide_nomme_ce_que_montrent_les_pages() {
        let guide = texte(GUIDE);
        for libelle in [
            accueil::l::A_FAIRE,
            accueil::l::TABLEAU,
            personnels::l::CONSULTATION_PERSONNELS,
            personnels::l::EXPORTER,
            personnels::l::IMPRIMER,
            personnels::l::CALENDRIER_EQUIPE,
            personnels::l::SAISIE_INDISPONIBILITE,
            personnels::l::NOUVELLE,
            personnels::l::IMPORTER,
            competences::l::SAISIE,
            competences::l::VALIDATION,
            consultation::l::TITRE,
            consultation::l::EMARGEMENT,
            l::CONVOCATION_PAR_MISSION,
            l::JOURNAL_ENVOIS,
            l::CORRIGER_ADRESSE,
            l::ENREGISTRER_ET_ENVOYER,
            confiance::RENVOYER_ANNULATION,
            confiance::PREVENUE,
            l::CONTROLE_SESSION,
            l::ATTENDUS,
            service::l::TITRE,
            service::l::TOUS_PRESENTS,
            service::l::ENREGISTRER,
            service::l::RELIRE_ET_VALIDER,
            service::l::ETAT_PDF,
            service::l::ETAT_PERSONNE,
            signatures::l::SIGNATURE_CENTRE,
            signatures::l::SIGNATURE_ETABLISSEMENT,
            signatures::l::ENREGISTRER,
            signatures::l::RETIRER,
            signatures::l::REMETTRE,
            l::MON_COMPTE,
            l::COPIES,
            second_facteur::l::METTRE_EN_PLACE,
            second_facteur::l::SANS_TELEPHONE,
            second_facteur::l::REINITIALISER,
            l::TOUTE_ACADEMIE,
            l::RECHERCHE_LIEU,
            suivies::autoriser(false),
            suivies::autoriser(true),
            suivies::l::TITRE,
            couverture::l::TITRE,
            audit::l::TITRE,
            imports_suivis::l::IMPORTS,
            imports_suivis::l::NOUVEL_IMPORT,
            imports_suivis::l::DEPOSER,
            imports_suivis::l::APPLIQUER,
            imports_suivis::l::ANNULER,
            repertoire::l::TITRE,
            repertoire::l::NOUVEAU,
            repertoire::l::DOUBLONS,
            repertoire::l::FUSIONNER,
            repertoire::l::PAS_DES_DOUBLONS,
            repertoire::l::DEMANDES,
            repertoire::l::TRAITER,
            repertoire::l::OUVRIR_COMPTE,
            repertoire::l::OUVRIR_COMPTES,
            service::l::CORRIGER,
            competences::l::ROUVRIR,
            competences::l::RELANCER,
            santorin::l::EXPORT,
            santorin::l::CLIENTS,
            santorin::l::ACCEDER,
            ouvertures::l::SERVICES,
            ouvertures::l::OUVRIR,
            ouvertures::l::FERMER,
            comptes::l::COMPTES,
            comptes::l::NOUVEAU,
            comptes::l::FAIRE_LIEN,
            comptes::l::ENVOYER_LIEN,
            comptes::l::DONNER,
            comptes::l::FERMER,
            parametres::l::TITRE,
            parametres::l::APERCEVOIR,
            parametres::l::RETABLIR,
            l::MES_CONVOCATIONS,
            espace::l::LUE,
            espace::l::EMPECHE,
            espace::l::LIRE,
            espace::l::PDF,
            espace::l::AGENDA,
            espace::l::APPELER,
            espace::l::MON_AGENDA,
            espace::l::AGENDA_OUVRIR,
            espace::l::AGENDA_RENOUVELER,
            espace::l::MES_COORDONNEES,
            espace::l::MES_SERVICES,
            espace::l::MES_DONNEES,
        ] {
            assert!(guide.contains(&format!("« {libelle} »")), "{libelle}");
        }
    }

    #[test]
    fn les_tutoriels_nomment_ce_qu_il_faut_cliquer() {
        let tutoriel = texte(TUTORIEL);
        for libelle in [
            service::l::TITRE,
            service::l::TOUS_PRESENTS,
            service::l::PRESENCE,
            service::l::ENREGISTRER,
            service::l::RELIRE_ET_VALIDER,
            signatures::l::NOUVELLE,
            signatures::l::DELEGATION,
            signatures::l::IMAGE_FICHIER,
            signatures::l::DESSINER,
            signatures::l::CONTINUER,
            signatures::l::RECADRER,
            signatures::l::FOND,
            signatures::l::APPLIQUER,
            signatures::l::ENREGISTRER,
            imports_suivis::l::NOUVEL_IMPORT,
            imports_suivis::l::DEPOSER,
            imports_suivis::l::APPLIQUER,
            repertoire::l::OUVRIR_COMPTES,
            l::AFFICHER,
            comptes::l::NOUVEAU,
            comptes::l::INVITER,
            comptes::l::CREER,
            ouvertures::l::SERVICES,
            ouvertures::l::TOUT_COCHER,
            ouvertures::l::OUVRIR,
            l::MES_CONVOCATIONS,
            espace::l::LIRE,
            espace::l::LUE,
            espace::l::EMPECHE,
            espace::l::EMPECHEMENT_ENVOYER,
        ] {
            assert!(tutoriel.contains(&format!("« {libelle} »")), "{libelle}");
        }
    }

    #[test]
    fn l_aide_nomme_ce_qu_il_faut_chercher() {
        let aide = texte(AIDE);
        for libelle in [
            repertoire::l::PERSONNE_INTROUVABLE,
            repertoire::l::DEMANDES,
            repertoire::l::NOUVELLE_DEMANDE,
            imports_suivis::l::TELECHARGER_REFUS,
            comptes::l::COMPTES,
            comptes::vue(domain::VueComptes::Tous),
            l::MES_CONVOCATIONS,
        ] {
            assert!(aide.contains(&format!("« {libelle} »")), "{libelle}");
        }
    }
}
