//! `imagin import`.

use super::arguments::Import;
use super::{Echec, Fin, REFUS, contexte, sortie, textes};
use crate::Reglages;
use app::messages::imports;
use domain::{LigneRefusee, RapportImport};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::Path;
use std::process::ExitCode;
use usecases::importer::Suivi;
use usecases::imports::{DemandeDirecte, d_un_trait};

/// Refused lines shown on the terminal.
const MONTREES: usize = 50;

/// Imports one file after the other, each by itself: one that is refused leaves the others.
pub(super) async fn importer(reglages: &Reglages, genre: &Import) -> Fin {
    let arguments = genre.arguments();
    let fichiers = &arguments.fichiers;
    let plusieurs = fichiers.len() > 1;
    // A name typed wrongly is told before anything is imported.
    for fichier in fichiers {
        drop(source(fichier)?);
    }
    let mut rapport = match &arguments.rapport {
        Some(chemin) => Some(Fichier::creer(chemin, plusieurs)?),
        None => None,
    };
    let services = contexte::services(reglages).await?;
    let (mut rates, mut refusees) = (0, false);
    for fichier in fichiers {
        let demande = DemandeDirecte {
            academie: arguments.academie.clone(),
            etablissement: genre.etablissement().to_owned(),
            fichier: fichier.display().to_string(),
            a_blanc: arguments.dry_run,
        };
        let mut suivi = Terminal {
            barre: Barre::nouvelle(textes::IMPORT_EN_COURS),
            rapport,
            fichier: plusieurs.then(|| sortie::plat(&demande.fichier)),
        };
        let fait = d_un_trait(
            &services,
            genre.genre(),
            &demande,
            source(fichier)?,
            &mut suivi,
        )
        .await;
        suivi.barre.finir();
        rapport = suivi.rapport;
        if let Some(nom) = &suivi.fichier {
            sortie::ligne(&textes::import_de(nom));
        }
        match fait {
            Ok(r) => {
                refusees |= r.refuses > 0;
                dire(&r, rapport.is_some());
            }
            Err(e) if plusieurs => {
                rates += 1;
                sortie::ligne(&textes::import_refuse(&e));
            }
            Err(e) => return Err(textes::import_refuse(&e).into()),
        }
    }
    if plusieurs {
        sortie::ligne(&textes::import_bilan(fichiers.len(), rates));
    }
    if arguments.dry_run {
        sortie::ligne(textes::A_BLANC);
    }
    if let Some(rapport) = rapport {
        rapport.finir()?;
    }
    let _ = services.store.fermer().await;
    Ok(if rates == fichiers.len() {
        ExitCode::FAILURE
    } else if refusees || rates > 0 {
        ExitCode::from(REFUS)
    } else {
        ExitCode::SUCCESS
    })
}

/// What became of one file.
fn dire(r: &RapportImport, rapport: bool) {
    sortie::ligne(&imports::bilan(r));
    if r.encodage != domain::EncodageImport::Utf8 {
        sortie::ligne(&textes::encodage_lu(imports::encodage(r.encodage)));
    }
    if !r.colonnes_ignorees.is_empty() {
        sortie::ligne(&textes::colonnes_ignorees(&r.colonnes_ignorees));
    }
    if !r.academies_creees.is_empty() {
        sortie::ligne(&textes::academies_creees(&r.academies_creees, r.a_blanc));
    }
    for refus in r.refusees.iter().take(MONTREES) {
        sortie::ligne(&textes::ligne_refusee(
            refus.ligne,
            &imports::refus(&refus.raison),
        ));
    }
    let autres = (r.refuses as usize).saturating_sub(MONTREES);
    if autres > 0 {
        sortie::ligne(&textes::autres_refus(autres, rapport));
    }
}

/// The file of a name; `-` is the standard input.
fn source(fichier: &Path) -> Result<Box<dyn Read + Send>, Echec> {
    if fichier == Path::new("-") {
        Ok(Box::new(io::stdin()))
    } else {
        ouvrir(fichier)
    }
}

fn ouvrir(fichier: &Path) -> Result<Box<dyn Read + Send>, Echec> {
    let illisible = |e: io::Error| textes::fichier_illisible(fichier, &e);
    let ouvert = File::open(fichier).map_err(illisible)?;
    // Opening a directory succeeds; reading it fails later with a stranger message.
    if ouvert.metadata().map_err(illisible)?.is_dir() {
        return Err(illisible(io::ErrorKind::IsADirectory.into()).into());
    }
    Ok(Box::new(ouvert))
}

/// A bar on the terminal; nothing when the error output is none.
pub(super) struct Barre(ProgressBar);

impl Barre {
    pub(super) fn nouvelle(texte: &'static str) -> Self {
        if !io::stderr().is_terminal() {
            return Self(ProgressBar::hidden());
        }
        let barre = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template(textes::BARRE) {
            barre.set_style(style.progress_chars("=> "));
        }
        barre.set_message(texte);
        Self(barre)
    }

    pub(super) fn avancer(&self, fait: u64, total: u64) {
        self.0.set_length(total);
        self.0.set_position(fait);
    }

    pub(super) fn finir(&self) {
        self.0.finish_and_clear();
    }
}

struct Terminal {
    barre: Barre,
    rapport: Option<Fichier>,
    /// Name of the file, when there are several.
    fichier: Option<String>,
}

impl Suivi for Terminal {
    fn avancer(&mut self, faits: u64, total: u64) {
        self.barre.avancer(faits, total);
    }

    fn refuser(&mut self, refus: &LigneRefusee) {
        if let Some(rapport) = &mut self.rapport {
            rapport.ajouter(self.fichier.as_deref(), refus);
        }
    }
}

/// The list of refused lines, as a CSV file that spreadsheets open.
struct Fichier {
    chemin: std::path::PathBuf,
    csv: csv::Writer<File>,
    echec: Option<csv::Error>,
}

impl Fichier {
    fn creer(chemin: &Path, plusieurs: bool) -> Result<Self, Echec> {
        let mut csv = sortie::tableau(chemin)?;
        let premiere = plusieurs.then_some(textes::RAPPORT_FICHIER);
        csv.write_record(premiere.into_iter().chain(textes::RAPPORT_ENTETE))
            .map_err(|e| textes::rapport_impossible(chemin, &e))?;
        Ok(Self {
            chemin: chemin.to_owned(),
            csv,
            echec: None,
        })
    }

    fn ajouter(&mut self, de: Option<&str>, refus: &LigneRefusee) {
        // Sentences begin with our own words: no cell is taken for a formula.
        let raison = sortie::plat(&imports::refus(&refus.raison));
        let ligne = refus.ligne.to_string();
        // A name may begin as a formula does.
        let de = de.map(domain::texte::cellule_sure);
        let cellules = de.as_deref().into_iter().chain([&*ligne, &*raison]);
        if let Err(e) = self.csv.write_record(cellules) {
            self.echec.get_or_insert(e);
        }
    }

    /// The import is done by now: only the list of what it refused may be missing.
    fn finir(mut self) -> Result<(), Echec> {
        let fini = match self.echec.take() {
            Some(e) => Err(e),
            None => self.csv.flush().map_err(Into::into),
        };
        fini.map_err(|e| textes::rapport_impossible(&self.chemin, &e).into())
    }
}
