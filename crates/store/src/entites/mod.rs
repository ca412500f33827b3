//! Tables as sea-orm sees them. Relations are left out: joins are written as SQL
//! where they are used, beside the index that serves them.

mod academies;
mod comptes;
mod convocations;
mod courriels;
mod intervenants;
mod missions;
mod pistes;

pub use academies::*;
pub use comptes::*;
pub use convocations::*;
pub use courriels::*;
pub use intervenants::*;
pub use missions::*;
pub use pistes::*;
