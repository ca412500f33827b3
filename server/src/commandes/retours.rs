//! `imagin retours`.

use super::arguments::ArgumentsRetours;
use super::{Echec, Fin, REFUS, contexte, sortie, textes};
use crate::Reglages;
use mail::retour::{Mbox, TAILLE_LUE};
use std::collections::VecDeque;
use std::fs::{self, DirBuilder, File};
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use usecases::Services;
use usecases::retours::{self, Issue, Motif};

/// `EX_TEMPFAIL` (sysexits.h): a mail server that hands a message to a command keeps it and
/// tries again.
const PLUS_TARD: u8 = 75;
/// Messages left in place shown on the terminal.
const MONTRES: usize = 50;
/// Where a maildir keeps what has been dealt with: a maildir within it, which mail
/// programs open.
const TRAITES: &str = "traites";

/// How many messages came to each end.
#[derive(Debug, Default)]
pub(super) struct Bilan {
    pub(super) lus: usize,
    pub(super) notes: usize,
    pub(super) deja_notes: usize,
    pub(super) retardes: usize,
    pub(super) remis: usize,
    pub(super) automatiques: usize,
    pub(super) laisses: usize,
    /// Of those left, how many are about a mail being sent at this moment.
    en_cours: usize,
    /// The first of those left, with why.
    lesquels: Vec<(String, String)>,
}

impl Bilan {
    fn compter(&mut self, nom: &str, issue: Issue) {
        self.lus += 1;
        match issue {
            Issue::Note => self.notes += 1,
            Issue::DejaNote => self.deja_notes += 1,
            Issue::Retarde => self.retardes += 1,
            Issue::Remis => self.remis += 1,
            Issue::Automatique => self.automatiques += 1,
            Issue::Laisse(motif) => {
                self.en_cours += usize::from(motif == Motif::EnCours);
                self.laisser(nom, textes::retour_laisse(motif).to_owned());
            }
        }
    }

    /// Whether what was left is only to be read again later.
    fn remis_a_plus_tard(&self) -> bool {
        self.en_cours > 0 && self.en_cours == self.laisses
    }

    fn laisser(&mut self, nom: &str, raison: String) {
        self.laisses += 1;
        if self.lesquels.len() < MONTRES {
            self.lesquels.push((nom.to_owned(), raison));
        }
    }

    fn dire(&self, a_blanc: bool) {
        sortie::ligne(&textes::retours_bilan(self));
        for (nom, raison) in &self.lesquels {
            sortie::ligne(&textes::message_laisse(nom, raison));
        }
        let autres = self.laisses - self.lesquels.len();
        if autres > 0 {
            sortie::ligne(&textes::autres_laisses(autres));
        }
        if a_blanc {
            sortie::ligne(textes::RETOURS_A_BLANC);
        }
    }
}

pub(super) async fn traiter(reglages: &Reglages, arguments: &ArgumentsRetours) -> Fin {
    let source = Source::ouvrir(&arguments.source)?;
    let tube = matches!(source, Source::Entree(_));
    let services = contexte::services(reglages).await?;
    let mut bilan = Bilan::default();
    let fini = parcourir(&services, source, arguments.dry_run, &mut bilan).await;
    // What was done before it broke off is done.
    bilan.dire(arguments.dry_run);
    let _ = services.store.fermer().await;
    fini?;
    Ok(if bilan.laisses == 0 {
        ExitCode::SUCCESS
    } else if tube && bilan.remis_a_plus_tard() {
        // Nobody keeps what came through a pipe but who handed it over.
        ExitCode::from(PLUS_TARD)
    } else {
        ExitCode::from(REFUS)
    })
}

async fn parcourir(
    services: &Services,
    mut source: Source,
    a_blanc: bool,
    bilan: &mut Bilan,
) -> Result<(), Echec> {
    while let Some(courrier) = source.suivant()? {
        let Courrier { nom, contenu, ou } = courrier;
        let octets = match contenu {
            Ok(octets) => octets,
            Err(erreur) => {
                bilan.lus += 1;
                bilan.laisser(&nom, textes::message_illisible(&erreur));
                continue;
            }
        };
        let issue = retours::traiter(services, octets, a_blanc)
            .await
            .map_err(|e| app::messages::erreur(&e))?;
        bilan.compter(&nom, issue);
        if let Some((dossier, fichier)) = ou
            && !a_blanc
            && !matches!(issue, Issue::Laisse(_))
            && let Err(erreur) = ranger(&dossier, &fichier)
        {
            bilan.laisser(&nom, textes::message_non_range(&erreur));
        }
    }
    Ok(())
}

/// A message, and what names it for people.
struct Courrier {
    nom: String,
    contenu: io::Result<Vec<u8>>,
    /// The maildir and the file it is in, when it can be put away.
    ou: Option<(PathBuf, PathBuf)>,
}

/// Where messages are read.
enum Source {
    /// One message on the standard input.
    Entree(Option<io::Stdin>),
    /// A file, how many have been read of it, and its name.
    Mbox(Mbox<BufReader<File>>, usize, PathBuf),
    /// A maildir, and its files that are still to be read.
    Maildir(PathBuf, VecDeque<PathBuf>),
}

impl Source {
    fn ouvrir(source: &Path) -> Result<Self, Echec> {
        if source == Path::new("-") {
            return Ok(Self::Entree(Some(io::stdin())));
        }
        let illisible = |e: io::Error| textes::fichier_illisible(source, &e);
        let fichier = File::open(source).map_err(illisible)?;
        if !fichier.metadata().map_err(illisible)?.is_dir() {
            return Ok(Self::Mbox(
                Mbox::nouvelle(BufReader::new(fichier)),
                0,
                source.to_owned(),
            ));
        }
        // The newest last, as their names begin with the moment they came.
        let mut fichiers = VecDeque::new();
        for sous_dossier in ["cur", "new"] {
            let dossier = source.join(sous_dossier);
            if !dossier.is_dir() {
                return Err(textes::pas_un_maildir(source).into());
            }
            let illisible = |e: io::Error| textes::fichier_illisible(&dossier, &e);
            let mut noms = Vec::new();
            for entree in fs::read_dir(&dossier).map_err(illisible)? {
                let entree = entree.map_err(illisible)?;
                let cache = entree.file_name().as_encoded_bytes().starts_with(b".");
                // Neither a directory nor a link, which could lead anywhere.
                if !cache && entree.file_type().map_err(illisible)?.is_file() {
                    noms.push(entree.path());
                }
            }
            noms.sort_unstable();
            fichiers.extend(noms);
        }
        Ok(Self::Maildir(source.to_owned(), fichiers))
    }

    fn suivant(&mut self) -> Result<Option<Courrier>, Echec> {
        match self {
            Self::Entree(entree) => Ok(entree.take().map(|entree| Courrier {
                nom: textes::ENTREE_STANDARD.to_owned(),
                contenu: lire(&mut entree.lock(), true),
                ou: None,
            })),
            Self::Mbox(mbox, rang, chemin) => match mbox.next().transpose() {
                Ok(Some(octets)) => {
                    *rang += 1;
                    Ok(Some(Courrier {
                        nom: textes::message_du_rang(*rang),
                        contenu: Ok(octets),
                        ou: None,
                    }))
                }
                Ok(None) => Ok(None),
                Err(e) => Err(textes::fichier_illisible(chemin, &e).into()),
            },
            Self::Maildir(dossier, fichiers) => {
                while let Some(fichier) = fichiers.pop_front() {
                    let contenu = File::open(&fichier).and_then(|mut f| lire(&mut f, false));
                    // Somebody else has just put it away.
                    if matches!(&contenu, Err(e) if e.kind() == io::ErrorKind::NotFound) {
                        continue;
                    }
                    let nom = fichier.strip_prefix(&*dossier).unwrap_or(&fichier);
                    return Ok(Some(Courrier {
                        nom: nom.display().to_string().replace(char::is_control, "?"),
                        contenu,
                        ou: Some((dossier.clone(), fichier)),
                    }));
                }
                Ok(None)
            }
        }
    }
}

/// As much of a message as is looked at. `jusqu_au_bout`: a mail server that feeds us
/// would take an early end for a failure.
fn lire(lecteur: &mut dyn Read, jusqu_au_bout: bool) -> io::Result<Vec<u8>> {
    let mut octets = Vec::new();
    lecteur.take(TAILLE_LUE as u64).read_to_end(&mut octets)?;
    if jusqu_au_bout {
        io::copy(lecteur, &mut io::sink())?;
    }
    Ok(octets)
}

/// Moves a message that has been dealt with among those: it is never deleted, nor
/// written over another.
fn ranger(maildir: &Path, fichier: &Path) -> io::Result<()> {
    let traites = maildir.join(TRAITES);
    let mut faire = DirBuilder::new();
    faire.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut faire, 0o700);
    for sous_dossier in ["cur", "new", "tmp"] {
        faire.create(traites.join(sous_dossier))?;
    }
    let nom = fichier.file_name().unwrap_or_default();
    let mut nom = nom.to_string_lossy().into_owned();
    if !nom.contains(":2,") {
        // The form of a message that has been seen (maildir(5)).
        nom.push_str(":2,S");
    }
    let mut cible = traites.join("cur").join(&nom);
    let mut rang = 1;
    // Two servers never make the same name, and we are alone in this directory.
    while fs::symlink_metadata(&cible).is_ok() {
        rang += 1;
        cible = traites.join("cur").join(format!("{rang}.{nom}"));
    }
    match fs::rename(fichier, &cible) {
        // Put away by another reading at the same moment.
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok(()),
        fait => fait,
    }
}
