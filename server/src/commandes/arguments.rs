//! What can be typed.

use super::{Echec, Fin, sortie, textes};
use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Args, Command, CommandFactory, Parser, Subcommand};
use domain::{DroitSantorin, GenreImport, Role};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Parser)]
#[command(name = "imagin", version, about = textes::A_PROPOS, after_help = textes::REGLAGES)]
pub(super) struct Ligne {
    #[command(subcommand)]
    pub(super) commande: Option<Commande>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Commande {
    #[command(about = textes::SERVE)]
    Serve,
    #[command(about = textes::MIGRATE)]
    Migrate(ArgumentsMigrate),
    #[command(about = textes::DEMO)]
    Demo(ArgumentsDemo),
    #[command(about = textes::IMPORT, after_help = textes::IMPORT_CODES)]
    Import {
        #[command(subcommand)]
        genre: Import,
    },
    #[command(about = textes::COMPTES)]
    Comptes {
        #[command(subcommand)]
        action: Comptes,
    },
    #[command(about = textes::JETONS)]
    Jetons {
        #[command(subcommand)]
        action: Jetons,
    },
    #[command(about = textes::RETOURS, after_help = textes::RETOURS_CODES)]
    Retours(ArgumentsRetours),
    #[command(about = textes::PURGE, after_help = textes::PURGE_DELAIS)]
    Purge(ArgumentsPurge),
    #[command(about = textes::DOCTOR)]
    Doctor(ArgumentsDoctor),
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsMigrate {
    #[arg(long, help = textes::ANNULER_TOUT)]
    pub(super) annuler_tout: bool,
    #[arg(long, help = textes::OUI)]
    pub(super) oui: bool,
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsDemo {
    #[arg(long, value_name = "N", help = textes::DEMO_INTERVENANTS)]
    pub(super) intervenants: Option<usize>,
    #[arg(long, help = textes::SI_VIDE)]
    pub(super) si_vide: bool,
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsRetours {
    #[arg(value_name = "SOURCE", help = textes::RETOURS_SOURCE)]
    pub(super) source: PathBuf,
    #[arg(long, help = textes::RETOURS_DRY_RUN)]
    pub(super) dry_run: bool,
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsPurge {
    #[arg(long, help = textes::PURGE_DRY_RUN)]
    pub(super) dry_run: bool,
    #[arg(long, value_name = "FICHIER", requires = "dry_run", help = textes::PURGE_LISTE)]
    pub(super) liste: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsDoctor {
    #[arg(long, value_name = "EMPREINTE", help = textes::DOCTOR_SCEAU)]
    pub(super) sceau: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum Import {
    #[command(about = textes::IMPORT_ETABLISSEMENTS)]
    Etablissements(ArgumentsImport),
    #[command(about = textes::IMPORT_INTERVENANTS)]
    Intervenants(ArgumentsImport),
    #[command(about = textes::IMPORT_MISSIONS)]
    Missions(ArgumentsImport),
    #[command(about = textes::IMPORT_INDISPONIBILITES)]
    Indisponibilites(ArgumentsImport),
    #[command(about = textes::IMPORT_COMPETENCES)]
    Competences(ArgumentsImport),
    #[command(about = textes::IMPORT_STS)]
    Sts(ArgumentsSts),
}

impl Import {
    pub(super) const fn genre(&self) -> GenreImport {
        match self {
            Self::Etablissements(_) => GenreImport::Etablissements,
            Self::Intervenants(_) => GenreImport::Intervenants,
            Self::Missions(_) => GenreImport::Missions,
            Self::Indisponibilites(_) => GenreImport::Indisponibilites,
            Self::Competences(_) => GenreImport::Competences,
            Self::Sts(_) => GenreImport::Sts,
        }
    }

    pub(super) const fn arguments(&self) -> &ArgumentsImport {
        match self {
            Self::Etablissements(a)
            | Self::Intervenants(a)
            | Self::Missions(a)
            | Self::Indisponibilites(a)
            | Self::Competences(a) => a,
            Self::Sts(a) => &a.import,
        }
    }

    /// The établissement named; empty when none is.
    pub(super) fn etablissement(&self) -> &str {
        match self {
            Self::Sts(a) => a.etablissement.as_deref().unwrap_or_default(),
            _ => "",
        }
    }
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsSts {
    #[command(flatten)]
    import: ArgumentsImport,
    #[arg(long, value_name = "UAI", help = textes::IMPORT_STS_ETABLISSEMENT)]
    etablissement: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsImport {
    #[arg(value_name = "FICHIER", required_unless_present = "modele", help = textes::IMPORT_FICHIER)]
    pub(super) fichiers: Vec<PathBuf>,
    #[arg(long, value_name = "CODE", help = textes::IMPORT_ACADEMIE)]
    pub(super) academie: Option<String>,
    #[arg(long, help = textes::DRY_RUN)]
    pub(super) dry_run: bool,
    #[arg(long, value_name = "FICHIER", help = textes::RAPPORT)]
    pub(super) rapport: Option<PathBuf>,
    #[arg(long, conflicts_with = "fichiers", help = textes::MODELE)]
    pub(super) modele: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Comptes {
    #[command(about = textes::COMPTES_CREER, after_help = textes::COMPTES_ROLES)]
    Creer(ArgumentsCompte),
    #[command(about = textes::COMPTES_REINITIALISER)]
    Reinitialiser {
        #[arg(value_name = "IDENTIFIANT", help = textes::IDENTIFIANT)]
        identifiant: String,
        #[arg(long, help = textes::GENERER)]
        generer: bool,
    },
    #[command(about = textes::COMPTES_LISTER)]
    Lister {
        #[arg(long, value_name = "CODE", help = textes::LISTER_ACADEMIE)]
        academie: Option<String>,
    },
    #[command(about = textes::COMPTES_FERMER)]
    Fermer {
        #[arg(value_name = "IDENTIFIANT", help = textes::IDENTIFIANT)]
        identifiant: String,
    },
    #[command(about = textes::COMPTES_INVITER, after_help = textes::COMPTES_INVITER_SUITE)]
    Inviter(ArgumentsInviter),
    #[command(about = textes::COMPTES_SECOND_FACTEUR)]
    SecondFacteur {
        #[arg(value_name = "IDENTIFIANT", help = textes::IDENTIFIANT)]
        identifiant: String,
    },
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsInviter {
    #[arg(long, help = textes::INVITER_CONVOQUES)]
    pub(super) convoques: bool,
    #[arg(long, value_name = "ANNEE", help = textes::INVITER_SESSION)]
    pub(super) session: Option<i32>,
    #[arg(long = "a-blanc", help = textes::INVITER_A_BLANC)]
    pub(super) a_blanc: bool,
    #[arg(long, value_name = "CODE", help = textes::COMPTE_ACADEMIE)]
    pub(super) academie: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsCompte {
    #[arg(value_name = "IDENTIFIANT", help = textes::IDENTIFIANT)]
    pub(super) identifiant: String,
    #[arg(long, value_name = "NOM", help = textes::NOM)]
    pub(super) nom: String,
    #[arg(
        long = "role",
        value_name = "ROLE",
        required = true,
        hide_possible_values = true,
        value_parser = roles(),
        help = textes::ROLE
    )]
    pub(super) roles: Vec<Role>,
    #[arg(long, value_name = "UAI", help = textes::UAI)]
    pub(super) uai: Option<String>,
    #[arg(long, value_name = "MATRICULE", help = textes::MATRICULE)]
    pub(super) matricule: Option<String>,
    #[arg(long, value_name = "ADRESSE", default_value = "", hide_default_value = true, help = textes::MEL)]
    pub(super) mel: String,
    #[arg(long, value_name = "CODE", help = textes::COMPTE_ACADEMIE)]
    pub(super) academie: Option<String>,
    #[arg(long, help = textes::GENERER)]
    pub(super) generer: bool,
}

#[derive(Debug, Subcommand)]
pub(super) enum Jetons {
    #[command(about = textes::JETONS_CREER, after_help = textes::JETONS_PORTEES)]
    Creer(ArgumentsJeton),
    #[command(about = textes::JETONS_LISTER)]
    Lister {
        #[arg(long, value_name = "CODE", help = textes::LISTER_ACADEMIE)]
        academie: Option<String>,
    },
    #[command(about = textes::JETONS_RENOUVELER, after_help = textes::JETONS_RENOUVELER_SUITE)]
    Renouveler {
        #[arg(value_name = "NUMERO", help = textes::JETON_NUMERO)]
        numero: i64,
        #[arg(long, value_name = "N", default_value_t = 365, hide_default_value = true, help = textes::JETON_JOURS)]
        jours: u32,
        #[arg(long, value_name = "N", default_value_t = 7, hide_default_value = true, help = textes::JETON_RECOUVREMENT)]
        recouvrement: u32,
    },
    #[command(about = textes::JETONS_REVOQUER)]
    Revoquer {
        #[arg(value_name = "NUMERO", help = textes::JETON_NUMERO)]
        numero: i64,
    },
}

#[derive(Debug, Args)]
pub(super) struct ArgumentsJeton {
    #[arg(value_name = "NOM", help = textes::JETON_NOM)]
    pub(super) nom: String,
    #[arg(
        long = "portee",
        value_name = "LISTE",
        required = true,
        hide_possible_values = true,
        value_parser = portees(),
        help = textes::JETON_PORTEE
    )]
    pub(super) portees: Vec<DroitSantorin>,
    #[arg(long, value_name = "N", default_value_t = 365, hide_default_value = true, help = textes::JETON_JOURS)]
    pub(super) jours: u32,
    #[arg(long, value_name = "ADRESSE", help = textes::JETON_WEBHOOK)]
    pub(super) webhook: Option<String>,
    #[arg(long, value_name = "CODE", help = textes::COMPTE_ACADEMIE)]
    pub(super) academie: Option<String>,
}

fn portees() -> impl TypedValueParser<Value = DroitSantorin> {
    PossibleValuesParser::new(DroitSantorin::TOUS.map(DroitSantorin::liste))
        .try_map(|nom| DroitSantorin::de_la_liste(&nom).ok_or(textes::LISTE_INCONNUE))
}

fn roles() -> impl TypedValueParser<Value = Role> {
    PossibleValuesParser::new(Role::TOUS.map(Role::code))
        .try_map(|code| Role::lire(&code).ok_or(textes::ROLE_INCONNU))
}

/// The whole command line, its helps in French.
pub(super) fn commande() -> Command {
    habiller(Ligne::command())
}

/// clap's own words (headings, `--help`) in French, here and below.
fn habiller(commande: Command) -> Command {
    let gabarit = textes::gabarit(
        commande.has_subcommands(),
        commande.get_positionals().next().is_some(),
    );
    let aide = Arg::new("aide")
        .short('h')
        .long("help")
        .visible_alias("aide")
        .action(ArgAction::Help)
        .help(textes::AIDE);
    let mut commande = commande
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_value_name(textes::NOM_COMMANDE)
        .help_template(gabarit)
        .arg(aide);
    if commande.get_version().is_some() {
        let version = Arg::new("version")
            .short('V')
            .long("version")
            .action(ArgAction::Version)
            .help(textes::VERSION);
        commande = commande.disable_version_flag(true).arg(version);
    }
    commande.mut_subcommands(habiller)
}

/// What was typed wrongly, in French; helps are no errors.
pub(super) fn expliquer(erreur: &clap::Error) -> Fin {
    let textes_de = |genre: ContextKind| -> Vec<String> {
        match erreur.get(genre) {
            Some(ContextValue::String(un)) => vec![un.clone()],
            Some(ContextValue::Strings(plusieurs)) => plusieurs.clone(),
            Some(ContextValue::StyledStr(un)) => vec![un.to_string()],
            Some(ContextValue::StyledStrs(plusieurs)) => {
                plusieurs.iter().map(ToString::to_string).collect()
            }
            Some(autre) => vec![autre.to_string()],
            None => Vec::new(),
        }
    };
    let un = |genre: ContextKind| textes_de(genre).into_iter().next().unwrap_or_default();
    let argument = un(ContextKind::InvalidArg);
    let texte = match erreur.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            sortie::brut(&erreur.render().to_string());
            return Ok(ExitCode::SUCCESS);
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            return Err(Echec(erreur.render().to_string()));
        }
        ErrorKind::MissingSubcommand => {
            textes::sous_commande_manquante(&textes_de(ContextKind::ValidSubcommand))
        }
        ErrorKind::InvalidSubcommand => textes::commande_inconnue(
            &un(ContextKind::InvalidSubcommand),
            &textes_de(ContextKind::SuggestedSubcommand),
        ),
        ErrorKind::UnknownArgument => {
            textes::option_inconnue(&argument, &textes_de(ContextKind::SuggestedArg))
        }
        ErrorKind::InvalidValue => textes::valeur_impossible(
            &argument,
            &un(ContextKind::InvalidValue),
            &textes_de(ContextKind::ValidValue),
        ),
        ErrorKind::ValueValidation => {
            textes::valeur_impossible(&argument, &un(ContextKind::InvalidValue), &[])
        }
        ErrorKind::MissingRequiredArgument => {
            textes::arguments_manquants(&textes_de(ContextKind::InvalidArg))
        }
        ErrorKind::ArgumentConflict => {
            textes::arguments_incompatibles(&argument, &textes_de(ContextKind::PriorArg))
        }
        _ => textes::commande_illisible(&erreur.to_string()),
    };
    Err(Echec(texte))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::FromArgMatches;

    fn lire(arguments: &str) -> Result<Ligne, clap::Error> {
        let mots = core::iter::once("imagin").chain(arguments.split_whitespace());
        commande()
            .try_get_matches_from(mots)
            .and_then(|m| Ligne::from_arg_matches(&m))
    }

    #[test]
    fn la_ligne_de_commande_est_coherente() {
        commande().debug_assert();
    }

    #[test]
    fn sans_rien_on_sert() {
        assert!(lire("").unwrap().commande.is_none());
        assert!(matches!(
            lire("serve").unwrap().commande,
            Some(Commande::Serve)
        ));
    }

    #[test]
    fn un_import_se_lit() {
        let lue =
            lire("import intervenants f.csv --academie 16 --dry-run --rapport r.csv").unwrap();
        let Some(Commande::Import { genre }) = lue.commande else {
            panic!()
        };
        assert_eq!(genre.genre(), GenreImport::Intervenants);
        assert!(genre.arguments().dry_run && !genre.arguments().modele);
        let lue = lire("import sts a.xml b.xml --dry-run").unwrap();
        let Some(Commande::Import { genre }) = lue.commande else {
            panic!()
        };
        assert_eq!(genre.arguments().fichiers.len(), 2);
        assert!(lire("import missions --modele").is_ok());
        assert!(lire("import missions").is_err());
        assert!(lire("import missions f.csv --modele").is_err());
    }

    #[test]
    fn chaque_faute_se_dit_en_francais() {
        for (arguments, attendu) in [
            ("serv", "serve"),
            ("import intervenant f.csv", "intervenants"),
            ("demo --intervenant 3", "--intervenants"),
            ("demo --intervenants beaucoup", "beaucoup"),
            ("comptes creer x --nom X --role roi", "gestionnaire"),
            ("comptes creer x --nom X", "--role"),
            ("comptes inviter --session tout", "tout"),
            ("import missions f.csv --modele", "--modele"),
            ("import missions", "FICHIER"),
            ("retours", "SOURCE"),
            ("jetons creer x --portee tout", "correcteurs"),
            ("jetons creer x", "--portee"),
            ("jetons revoquer un", "un"),
            ("jetons renouveler", "NUMERO"),
            ("jetons renouveler 3 --recouvrement sept", "sept"),
            ("purge --dryrun", "--dry-run"),
            ("purge --liste l.csv", "--dry-run"),
            ("doctor --sceau", "--sceau"),
        ] {
            let Err(Echec(texte)) = expliquer(&lire(arguments).unwrap_err()) else {
                panic!("{arguments}")
            };
            assert!(texte.contains(attendu), "{arguments} : {texte}");
            for anglais in ["error:", "unexpected", "required", "Usage", "tip:"] {
                assert!(!texte.contains(anglais), "{arguments} : {texte}");
            }
        }
    }

    /// No English word of clap's is left in any help.
    #[test]
    fn les_aides_sont_en_francais() {
        fn voir(commande: &mut Command) {
            let aide = commande.render_long_help().to_string();
            for anglais in [
                "Usage:",
                "Options:",
                "Commands:",
                "Print",
                "default",
                "possible values",
            ] {
                assert!(!aide.contains(anglais), "{} : {aide}", commande.get_name());
            }
            assert!(aide.contains("Utilisation"), "{aide}");
            for sous_commande in commande.get_subcommands_mut() {
                voir(sous_commande);
            }
        }
        let mut commande = commande();
        commande.build();
        voir(&mut commande);
    }
}
