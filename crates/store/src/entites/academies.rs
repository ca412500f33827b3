//! Académies and établissements.

pub mod academie {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "academie")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub code: String,
        pub nom: String,
        pub fuseau: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub mod etablissement {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "etablissement")]
    pub struct Model {
        #[sea_orm(primary_key)]
        pub id: i64,
        pub academie_id: i64,
        pub uai: String,
        pub nom: String,
        pub adresse: String,
        pub code_postal: String,
        pub commune: String,
        pub telephone: String,
        pub mel: String,
        pub ferme: bool,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
