//! `imagin import`.

use super::arguments::Import;
use super::{Echec, Fin, REFUS, contexte, sortie, textes};
use crate::Reglages;
use app::messages::imports;
use domain::LigneRefusee;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::fs::File;
use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::process::ExitCode;
use usecases::importer::Suivi;
use usecases::imports::{DemandeDirecte, d_un_trait};

/// Refused lines shown on the terminal.
const MONTREES: usize = 50;

pub(super) async fn importer(reglages: &Reglages, genre: &Import) -> Fin {
    let arguments = genre.arguments();
    let fichier = arguments.fichier.as_deref().unwrap_or(Path::new("-"));
    let source: Box<dyn Read + Send> = if fichier == Path::new("-") {
        Box::new(io::stdin())
    } else {
        ouvrir(fichier)?
    };
    let rapport = match &arguments.rapport {
        Some(chemin) => Some(Fichier::creer(chemin)?),
        None => None,
    };
    let services = contexte::services(reglages).await?;
    let demande = DemandeDirecte {
        academie: arguments.academie.clone(),
        etablissement: genre.etablissement().to_owned(),
        fichier: fichier.display().to_string(),
        a_blanc: arguments.dry_run,
    };
    let mut suivi = Terminal {
        barre: Barre::nouvelle(textes::IMPORT_EN_COURS),
        rapport,
    };
    let fait = d_un_trait(&services, genre.genre(), &demande, source, &mut suivi).await;
    suivi.barre.finir();
    let r = fait.map_err(|e| textes::import_refuse(&e))?;

    sortie::ligne(&imports::bilan(&r));
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
        sortie::ligne(&textes::autres_refus(autres, arguments.rapport.is_some()));
    }
    if r.a_blanc {
        sortie::ligne(textes::A_BLANC);
    }
    if let Some(rapport) = suivi.rapport {
        rapport.finir()?;
    }
    let _ = services.store.fermer().await;
    Ok(if r.refuses == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(REFUS)
    })
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
}

impl Suivi for Terminal {
    fn avancer(&mut self, faits: u64, total: u64) {
        self.barre.avancer(faits, total);
    }

    fn refuser(&mut self, refus: &LigneRefusee) {
        if let Some(rapport) = &mut self.rapport {
            rapport.ajouter(refus);
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
    fn creer(chemin: &Path) -> Result<Self, Echec> {
        let impossible = |e: &dyn core::fmt::Display| textes::rapport_impossible(chemin, e);
        let mut fichier = File::create(chemin).map_err(|e| impossible(&e))?;
        // Without this mark Excel reads another encoding.
        fichier
            .write_all("\u{feff}".as_bytes())
            .map_err(|e| impossible(&e))?;
        let mut csv = csv::WriterBuilder::new()
            .delimiter(b';')
            .from_writer(fichier);
        csv.write_record(textes::RAPPORT_ENTETE)
            .map_err(|e| impossible(&e))?;
        Ok(Self {
            chemin: chemin.to_owned(),
            csv,
            echec: None,
        })
    }

    fn ajouter(&mut self, refus: &LigneRefusee) {
        // Sentences begin with our own words: no cell is taken for a formula.
        let raison = sortie::plat(&imports::refus(&refus.raison));
        if let Err(e) = self.csv.write_record([&refus.ligne.to_string(), &raison]) {
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
