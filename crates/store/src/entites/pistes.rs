//! Audit trail.

pub mod piste {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "piste")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub moment: i64,
        pub compte_id: Option<i64>,
        pub action: String,
        pub objet: String,
        pub objet_id: i64,
        pub details: String,
        pub academie_id: Option<i64>,
        pub adresse: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
