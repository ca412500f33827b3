//! Names to combine. They are ordinary French names and invented ones; the
//! people made from them do not exist.

/// Family names, upper case as in the académie's files. Chosen so that whatever
/// is difficult about French names is there: particles, apostrophes (straight and
/// curved), hyphens, accents on capitals, ligatures, very short and very long ones.
#[rustfmt::skip]
pub(crate) const NOMS: &[&str] = &[
    "ABADIE", "ALBERT", "ALLARD", "AMIEL", "ANDRÉ", "ANDRIEU", "ANTOINE", "ARNAUD", "ARTIGUES",
    "ASTRUC", "AUBERT", "AUDOUY", "AZÉMA", "BÂ", "BACQUIÉ", "BAILLY", "BARBIER", "BARON",
    "BARRAU", "BARTHE", "BASTIDE", "BAUDRY", "BAZIN", "BEAUVOIR-LASSERRE", "BEC", "BÉGUÉ",
    "BELLIER", "BEN AMAR", "BENAZET", "BENOÎT", "BERGÈS", "BERNARD", "BERTHOUMIEU", "BERTRAND",
    "BESSON", "BLANC", "BLANCHARD", "BONNEFOUS", "BONNET", "BOSC", "BOUCHER", "BOUDJEMAA",
    "BOURDONCLE", "BOURGEOIS", "BOUSQUET", "BOYER", "BRINGUIER", "BRUN", "BRUNET", "CABROL",
    "CALMETTES", "CALVET", "CAMBON", "CAMUS", "CANTALOUBE", "CARAYON", "CARCENAC", "CARLIER",
    "CARRIÈRE", "CASTAGNÉ", "CASTELFRANC", "CASTEX-ROUMENS", "CAUSSÉ", "CAZENAVE", "CHAMBON",
    "CHARPENTIER", "CHEVALIER", "CLÉMENT", "COLAS", "COLIN", "COMBES", "CORDIER", "COSTES",
    "COUDERC", "COULON", "COURRÈGES", "CROS", "D'ARGELÈS", "D'ARRAS", "D'AURIAC", "D’ESPARBÈS",
    "DA COSTA", "DA SILVA", "DANIEL", "DARDENNE", "DAVID", "DE BEAUMONT", "DE CASTRO",
    "DE LA BRUYÈRE", "DE LA TOUR", "DE LA TOUR DU PRADEL", "DE OLIVEIRA", "DE SAINT-ANDRÉ",
    "DE VRIES", "DEL RÍO", "DELACROIX", "DELATTRE", "DELCROS", "DELMAS", "DELPECH", "DENIS",
    "DES ROSIERS", "DESCHAMPS", "DIALLO", "DIEUZAIDE", "DOUMENC", "DU BARRY", "DU PLESSIS-VERNET",
    "DUBOIS", "DUCASSE", "DUCHÊNE", "DUFOUR", "DUMAS", "DUPONT", "DUPUY", "DURAND", "EL AMRANI",
    "EL KHATIB", "ESCAFFRE", "ESQUIROL", "ESTÈVE", "ÉTIENNE", "ÉVRARD", "FABRE", "FABRE-SIRVEN",
    "FAURE", "FAVIER", "FERNÁNDEZ", "FERRAND", "FIGEAC", "FONTAINE", "FOURNIER", "FRAYSSINET",
    "GAILLARD", "GALTIER", "GARCIA", "GARNIER", "GARRIGUES", "GAUTHIER", "GAYRAUD", "GÉLIS",
    "GÉRAUD", "GILLET", "GINESTE", "GIRARD", "GIRAUD-MÉRIC", "GLEIZES", "GÓMEZ", "GOUZY",
    "GRANIER", "GUÉRIN", "GUILHEM", "GUYOT", "HAMON", "HÉBRARD", "HENRY", "HERNÁNDEZ", "HUBERT",
    "HUGUET", "HUYGHE", "ISSALY", "IZARD", "JACQUET", "JALABERT", "JEANJEAN", "JOLY", "JOURDAN",
    "JULIEN", "KEÏTA", "KERMORVAN", "KIEFFER", "KLEIN", "KOWALCZYK", "L'HERMITE", "L’HÔTE",
    "LABORDE", "LACAZE", "LACOMBE", "LACOSTE", "LAFFONT", "LAGARDE", "LAGRANGE", "LAMBERT",
    "LAPEYRE", "LARROQUE", "LASSALLE", "LAURENS", "LAVAL", "LAVERGNE", "LE BIHAN", "LE CALVEZ",
    "LE GALL", "LE GOFF", "LE ROUX", "LEBLANC", "LECLERC", "LEFÈVRE", "LEGRAND", "LEMAÎTRE",
    "LEROY", "LÉVÊQUE", "LOPES", "LORMIÈRES", "LOUBÈRE", "LUCAS", "LY", "MAGNE", "MAILHÉ",
    "MALAVAL", "MALLET", "MARCHAND", "MARTIN", "MARTIN-LAVIGNE", "MARTÍNEZ", "MARTY", "MAS",
    "MATHIEU", "MAUREL", "MAURY", "MAZARS", "MC CARTHY", "MERCADIER", "MEUNIER", "MICHEL",
    "MIRANDE", "MOLINIÉ", "MONTAGNÉ", "MOREAU", "MOREL", "MOULIN", "MULLER", "NÈGREPELISSE",
    "NGUYEN", "NICOLAS", "NOGUÈS", "NOGUÈS-PÉRIÉ", "NUÑEZ", "NY", "O'BRIEN", "ŒILLET", "OLIVIER",
    "ORTEGA", "OUSTRY", "PAGÈS", "PALOUS", "PASCAL", "PAYEN", "PÉLISSIER", "PEREIRA", "PÉREZ",
    "PERRIN", "PETIT", "PEYRE", "PEYRONNET", "PHAM VAN", "PICARD", "PINEL", "PONS", "POUJADE",
    "PRADEL", "PRADINES", "PRÉVOST", "PUECH", "PUJOL", "QUÉRÉ", "QUINTARD", "RAMOND", "RAYNAL",
    "REBOUL", "RENAUD", "REY", "REYNÈS", "RICARD", "RICHARD", "RIGAL", "RIVIÈRE", "ROBERT",
    "ROCHE", "RODRÍGUEZ", "ROGER", "ROQUELAURE", "ROUMÉGOUX", "ROUSSEAU", "ROUX", "ROUZIÈS",
    "SABATIER", "SAINT-GERMAIN", "SAINT-HILAIRE DE MONTFERRAND-LASSALLE", "SALVAN", "SÁNCHEZ",
    "SANS", "SARDA", "SCHMITT", "SÉGUÉLA", "SERRES", "SICARD", "SIMON", "SOLER", "SOULIÉ",
    "SUBRA", "TAILLEFER", "TERRAL", "TEYSSÈDRE", "THOMAS", "TOURNIER", "TRAORÉ", "VAISSIÈRE",
    "VALETTE", "VAN DEN BERGHE", "VERDIER", "VERGNES", "VIALA", "VIDAL", "VIGUIÉ", "VILLENEUVE",
    "VINCENT", "VON STEIN", "WEISS", "XIMÉNÈS", "YILMAZ", "ZANETTI", "ZIEGLER",
];

/// First names of women.
#[rustfmt::skip]
pub(crate) const PRENOMS_F: &[&str] = &[
    "Adèle", "Agathe", "Agnès", "Aïcha", "Alice", "Aline", "Amélie", "Anaïs", "Anne",
    "Anne-Laure", "Anne-Sophie", "Annick", "Audrey", "Aurélie", "Béatrice", "Bénédicte",
    "Brigitte", "Camille", "Carole", "Caroline", "Catherine", "Cécile", "Céline", "Chantal",
    "Charlotte", "Chloé", "Christelle", "Claire", "Clémence", "Colette", "Coralie", "Corinne",
    "Delphine", "Diane", "Édith", "Élise", "Élodie", "Émilie", "Emmanuelle", "Estelle", "Ève",
    "Fabienne", "Fatima", "Fatou", "Florence", "Françoise", "Gaëlle", "Geneviève", "Hélène",
    "Inès", "Ingrid", "Isabelle", "Jeanne", "Joëlle", "Judith", "Julie", "Karine", "Laëtitia",
    "Laure", "Léa", "Linh", "Lucie", "Magali", "Maïté", "Manon", "Margaux", "Marie",
    "Marie Claire", "Marie-Charlotte Bérengère", "Marie-Thérèse", "Marion", "Mathilde", "Mélanie",
    "Muriel", "Nadia", "Nathalie", "Noémie", "Océane", "Odile", "Œnone", "Pascale", "Patricia",
    "Pauline", "Raphaëlle", "Sabine", "Sandrine", "Sarah", "Solène", "Sophie", "Stéphanie",
    "Sylvie", "Thaïs", "Valérie", "Véronique", "Virginie", "Yasmina", "Zoé",
];

/// First names of men.
#[rustfmt::skip]
pub(crate) const PRENOMS_M: &[&str] = &[
    "Abdelkader", "Adrien", "Alain", "Alexandre", "Anatole", "Antoine", "Arnaud", "Aurélien",
    "Baptiste", "Benjamin", "Benoît", "Bernard", "Bertrand", "Brice", "Bruno", "Cédric",
    "Charles-Édouard", "Christian", "Christophe", "Clément", "Cyril", "Daniel", "David", "Denis",
    "Didier", "Éloi", "Émile", "Éric", "Étienne", "Fabien", "Fabrice", "Florian", "François",
    "François-Xavier", "Frédéric", "Gaël", "Georges", "Gérard", "Gilles", "Grégory", "Guilhem",
    "Guillaume", "Henri", "Hugo", "Jacques", "Jean", "Jean Michel", "Jean-Baptiste", "Jean-Luc",
    "Jean-Pierre", "Jérémie", "Jérôme", "Joël", "Julien", "Karim", "Laurent", "Léo", "Loïc",
    "Louis", "Luc", "Marc", "Mathieu", "Maxime", "Mehdi", "Michaël", "Nicolas", "Noël", "Olivier",
    "Pascal", "Patrice", "Paul", "Philippe", "Pierre", "Quentin", "Raphaël", "Régis", "Rémi",
    "Romain", "Samuel", "Sébastien", "Serge", "Simon", "Stéphane", "Théo", "Thierry", "Thomas",
    "Tristan", "Vincent", "Xavier", "Yann", "Yves", "Zoltan",
];

/// First and last halves of the surnames made up for large académies, where
/// [`NOMS`] alone would give hundreds of homonyms.
#[rustfmt::skip]
pub(crate) const RACINES: &[&str] = &[
    "ALB", "ARM", "AUR", "BAL", "BARD", "BASC", "BELL", "BERT", "BLAV", "BOSS", "BOUR", "BRAN",
    "CABR", "CADR", "CAL", "CAMP", "CARR", "CASS", "CHAB", "CLAV", "COMB", "CORD", "CRAM", "DAR",
    "DELB", "DOM", "DURB", "ESC", "FALG", "FERR", "FOLC", "FRAN", "GAD", "GARD", "GAUB", "GIN",
    "GRAM", "GUIB", "HERB", "JAM", "JOURD", "LAM", "LARD", "LAUR", "LESP", "LOMB", "MAND", "MARC",
    "MAUR", "MOL", "MONT", "NAV", "OLM", "PALM", "PERR", "PRAD", "RAMB", "RIV", "ROCH", "ROQU",
    "SALV", "SERV", "TAR", "THOR", "VALM", "VERN",
];

/// See [`RACINES`].
#[rustfmt::skip]
pub(crate) const TERMINAISONS: &[&str] = &[
    "AC", "ADE", "AGNE", "AILLE", "AIX", "AL", "ANDE", "ARD", "ARGUES", "ASSE", "AUD", "AULT",
    "AYRE", "EAU", "ÈDE", "EIL", "ELIN", "ELLE", "ENS", "ÈRE", "ESSE", "ET", "ETON", "EUX", "IAC",
    "IÉ", "IER", "IGNAN", "IGUE", "IN", "INEAU", "OLLES", "ON", "OT", "OUL", "OUX", "Y",
];

/// Streets of personal addresses.
#[rustfmt::skip]
pub(crate) const RUES: &[&str] = &[
    "rue des Glycines", "rue du Moulin-Neuf", "chemin de la Fontaine", "impasse des Cigales",
    "avenue de la République", "place de la Halle", "rue de l’Égalité", "route de la Crête",
    "allée des Micocouliers", "rue du Four", "chemin du Calvaire", "rue de l’Église",
    "boulevard des Pyrénées", "rue Basse", "lotissement Les Amandiers", "rue du Pastel",
    "quai du Canal", "côte de Belbèze", "rue des Tanneurs", "chemin de Ronde",
];

/// Towns of personal addresses, with their post codes.
#[rustfmt::skip]
pub(crate) const COMMUNES: &[(&str, &str)] = &[
    ("09000", "FOIX"), ("09100", "PAMIERS"), ("12000", "RODEZ"), ("12100", "MILLAU"),
    ("12200", "VILLEFRANCHE-DE-ROUERGUE"), ("31000", "TOULOUSE"), ("31200", "TOULOUSE"),
    ("31400", "TOULOUSE"), ("31500", "TOULOUSE"), ("31130", "BALMA"), ("31170", "TOURNEFEUILLE"),
    ("31600", "MURET"), ("31800", "SAINT-GAUDENS"), ("32000", "AUCH"),
    ("32600", "L’ISLE-JOURDAIN"), ("46000", "CAHORS"), ("46100", "FIGEAC"), ("65000", "TARBES"),
    ("65100", "LOURDES"), ("81000", "ALBI"), ("81100", "CASTRES"), ("81600", "GAILLAC"),
    ("82000", "MONTAUBAN"), ("82100", "CASTELSARRASIN"),
];

#[cfg(test)]
mod tests {
    use super::*;
    use domain::texte::{a_caractere_de_controle, nettoyer, normaliser};
    use std::collections::HashSet;

    #[test]
    fn les_listes_sont_longues_et_sans_double() {
        assert!(NOMS.len() >= 250, "{}", NOMS.len());
        assert!(PRENOMS_F.len() + PRENOMS_M.len() >= 150);
        let noms: HashSet<_> = NOMS.iter().map(|n| normaliser(n)).collect();
        assert_eq!(noms.len(), NOMS.len());
        let prenoms: HashSet<_> = PRENOMS_F
            .iter()
            .chain(PRENOMS_M)
            .map(|n| normaliser(n))
            .collect();
        assert_eq!(prenoms.len(), PRENOMS_F.len() + PRENOMS_M.len());
    }

    #[test]
    fn tout_est_propre() {
        let communes = COMMUNES.iter().map(|(_, c)| c);
        for mot in NOMS
            .iter()
            .chain(PRENOMS_F)
            .chain(PRENOMS_M)
            .chain(RACINES)
            .chain(TERMINAISONS)
            .chain(RUES)
            .chain(communes)
        {
            assert!(!a_caractere_de_controle(mot), "{mot}");
            assert_eq!(nettoyer(mot), *mot);
        }
        for nom in NOMS.iter().chain(RACINES).chain(TERMINAISONS) {
            assert_eq!(nom.to_uppercase(), *nom);
        }
    }
}
