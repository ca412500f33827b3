//! Accounts by tens of thousands: what they are looked for and sorted by, and openings for
//! everybody who is convoked, followed from one batch to the next. Tokens of the API that are
//! renewed, and still serve for some days.

use super::{ecrire, parmi, supprimer};
use crate::administration::cle_tri;
use crate::outils;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::FromQueryResult;

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

/// Accounts read at a time.
const LOT: i64 = 500;

/// What the key is made of; not the entity, which later migrations change.
#[derive(FromQueryResult)]
struct Nomme {
    id: i64,
    identifiant: String,
    nom: String,
    mel: String,
}

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let etat = parmi("etat", &["en_cours", "finie"]);
        // `derniere` is the key of the last person looked at: what is left is after it, also
        // for another server, or for this one once it starts again. Of one académie one
        // opening at a time: two would invite the same people.
        ecrire(
            manager,
            &format!(
                "
            ALTER TABLE compte ADD COLUMN cle_tri {{octets}} NOT NULL DEFAULT '';
            CREATE TABLE compte_ouverture (
              id {{cle}},
              academie_id bigint NOT NULL REFERENCES academie (id) ON DELETE RESTRICT,
              annee integer,
              compte_id bigint REFERENCES compte (id) ON DELETE SET NULL,
              etat text NOT NULL CHECK ({etat}),
              total bigint NOT NULL CHECK (total >= 0),
              derniere bigint NOT NULL DEFAULT 0,
              ouverts bigint NOT NULL DEFAULT 0,
              ecartes bigint NOT NULL DEFAULT 0,
              demandee_le bigint NOT NULL,
              finie_le bigint,
              CHECK ((etat = 'finie') = (finie_le IS NOT NULL))
            );
            CREATE UNIQUE INDEX compte_ouverture_en_cours ON compte_ouverture (academie_id)
              WHERE etat = 'en_cours';
            CREATE INDEX compte_ouverture_academie ON compte_ouverture (academie_id, id);
            CREATE INDEX compte_ouverture_compte ON compte_ouverture (compte_id);
            ALTER TABLE client_api ADD COLUMN empreinte_avant text;
            ALTER TABLE client_api ADD COLUMN avant_jusquau {{jour}};
            CREATE UNIQUE INDEX client_api_empreinte_avant ON client_api (empreinte_avant)
              WHERE empreinte_avant IS NOT NULL;
            "
            ),
        )
        .await?;
        let conn = manager.get_connection();
        let panne = |erreur: crate::ErreurStore| DbErr::Migration(erreur.to_string());
        let mut dernier = 0;
        loop {
            let lus: Vec<Nomme> = outils::toutes(
                conn,
                "SELECT id, identifiant, nom, mel FROM compte WHERE id > $1 ORDER BY id LIMIT $2",
                [dernier.into(), LOT.into()],
            )
            .await
            .map_err(panne)?;
            let Some(n) = lus.last() else {
                break;
            };
            dernier = n.id;
            for n in lus {
                outils::executer(
                    conn,
                    "UPDATE compte SET cle_tri = $1 WHERE id = $2",
                    [cle_tri(&n.nom, &n.identifiant, &n.mel).into(), n.id.into()],
                )
                .await
                .map_err(panne)?;
            }
        }
        ecrire(
            manager,
            "CREATE INDEX compte_tri ON compte (academie_id, cle_tri, id)",
        )
        .await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        supprimer(manager, &["compte_ouverture"]).await?;
        ecrire(
            manager,
            "DROP INDEX client_api_empreinte_avant;
             ALTER TABLE client_api DROP COLUMN avant_jusquau;
             ALTER TABLE client_api DROP COLUMN empreinte_avant;
             DROP INDEX compte_tri;
             ALTER TABLE compte DROP COLUMN cle_tri",
        )
        .await
    }
}
