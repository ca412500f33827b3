//! Letters per second on one core, and what a letter weighs.
#![allow(clippy::unwrap_used, clippy::print_stdout, missing_docs)]

#[path = "../tests/commun/mod.rs"]
mod commun;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use documents::Polices;
use std::convert::Infallible;
use std::hint::black_box;

fn lettres(c: &mut Criterion) {
    let polices = Polices::charger().unwrap();
    let mut groupe = c.benchmark_group("lettre");
    for (nom, lettre) in [
        ("ordinaire", commun::lettre()),
        ("sans-signature", commun::sans_signature()),
        ("huit-jours", commun::avec_jours(8)),
        ("soixante-jours", commun::avec_jours(60)),
    ] {
        let poids = documents::lettre::pdf(&lettre, &polices).unwrap().len();
        println!("lettre/{nom} : {poids} octets");
        groupe.throughput(Throughput::Elements(1));
        groupe.bench_function(nom, |b| {
            b.iter(|| documents::lettre::pdf(black_box(&lettre), &polices).unwrap());
        });
    }
    groupe.finish();
}

fn archive(c: &mut Criterion) {
    let polices = Polices::charger().unwrap();
    let modele = commun::lettre();
    let mut groupe = c.benchmark_group("archive");
    groupe.sample_size(10);
    for nombre in [10i64, 200] {
        groupe.throughput(Throughput::Elements(nombre as u64));
        groupe.bench_function(format!("{nombre}-lettres"), |b| {
            b.iter(|| {
                let lettres = (0..nombre).map(|i| {
                    let mut l = modele.clone();
                    l.convocation = domain::ConvocationId(i);
                    Ok::<_, Infallible>(l)
                });
                documents::archive::ecrire_archive(lettres, &polices, std::io::sink()).unwrap()
            });
        });
    }
    groupe.finish();
}

fn preparation(c: &mut Criterion) {
    c.bench_function("polices", |b| b.iter(|| Polices::charger().unwrap()));
    c.bench_function("signature", |b| {
        b.iter(|| documents::signature::image_de_demonstration(black_box("Claire MARTIN")));
    });
}

criterion_group!(bancs, lettres, archive, preparation);
criterion_main!(bancs);
