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
        titre: "L’accueil",
        paragraphes: &[
            "«\u{a0}À faire aujourd’hui\u{a0}» compte ce qui vous attend\u{a0}: missions où personne n’est convoqué, équipes incomplètes, empêchements, courriels qui ne sont pas arrivés, signatures, services à constater, compétences. Chaque ligne mène à la liste de ce qu’elle compte.",
            "Dessous, les missions de la session selon leur date, pourvues, incomplètes ou sans personne\u{202f}; «\u{a0}Les mêmes nombres en tableau\u{a0}» les donne en chiffres.",
        ],
        etapes: &[],
    },
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
            "Dans «\u{a0}Saisie d'indisponibilité\u{a0}», «\u{a0}Saisir une indisponibilité\u{a0}» vaut pour une ou plusieurs personnes\u{a0}: cochez-les, indiquez le premier et le dernier jour, le moment de la journée ou les jours de la semaine, puis le motif. Le motif et le commentaire ne sont vus que de l’établissement et du gestionnaire\u{202f}; une raison médicale ne se détaille jamais.",
            "Les convocations qui tombent pendant la période sont montrées, avec «\u{a0}Remplacer\u{a0}» pour celles de votre centre. Rien n’est annulé tout seul.",
            "«\u{a0}Modifier\u{a0}» change une indisponibilité ou la termine plus tôt\u{202f}; une suppression se reprend depuis les messages. «\u{a0}Importer un fichier (CSV)\u{a0}» en lit beaucoup d’un coup.",
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
            "Chaque convocation porte un lien personnel\u{a0}: sans compte, la personne indique qu’elle en a pris connaissance, ou signale un empêchement. La ligne le montre aussitôt, et le contrôle de la session liste les empêchements. « Relancer » envoie de nouveau leur convocation à ceux qui n’ont pas répondu.",
            "Chaque lettre porte aussi un code à vérifier, que n’importe qui peut saisir à l’adresse /verifier de ce service\u{a0}: elle est valable, remplacée ou annulée.",
        ],
        etapes: &[],
    },
    Section {
        titre: "Journal des envois et contrôle de la session",
        paragraphes: &[
            "«\u{a0}Journal des envois\u{a0}» montre chaque courriel de vos missions\u{a0}: quand, à qui, à quelle adresse, ce qu’il est devenu et pourquoi. «\u{a0}Corriger l’adresse\u{a0}», sur un envoi en échec ou revenu, change l’adresse de la personne pour toutes ses missions\u{202f}; «\u{a0}Enregistrer et envoyer de nouveau\u{a0}» fait les deux.",
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
    Section {
        titre: "Mon compte",
        paragraphes: &[
            "Votre nom, en haut de la page, ouvre «\u{a0}Mon compte\u{a0}». «\u{a0}Copies des envois groupés\u{a0}»\u{a0}: un seul récapitulatif à la fin de l’envoi, ou une copie de chaque courriel. Dessous, votre mot de passe, et le lien avec le fournisseur d’identité si votre académie en emploie un.",
            "Gestionnaires et administrateurs peuvent y «\u{a0}Mettre en place un second facteur\u{a0}»\u{a0}: un code, affiché par une application du téléphone, est demandé après le mot de passe. Gardez ailleurs les codes de secours, montrés une seule fois.",
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
            "L’état de chaque envoi est affiché sur la ligne de la convocation. « Nouvel essai prévu »\u{a0}: il n’y a rien à faire, l’envoi sera retenté à l’heure indiquée. « Échec »\u{a0}: la raison est indiquée\u{a0}; imprimez la convocation ou faites corriger l’adresse, puis envoyez à nouveau.",
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

#[cfg(test)]
mod tests {
    use super::{GUIDE, Section, TUTORIEL};
    use crate::messages::{
        accueil, competences, consultation, l, personnels, second_facteur, service, signatures,
    };

    /// What a page says, with the spaces that one types.
    fn texte(sections: &[Section]) -> String {
        let textes = sections
            .iter()
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
        ] {
            assert!(tutoriel.contains(&format!("« {libelle} »")), "{libelle}");
        }
    }
}
