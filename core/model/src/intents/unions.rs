//! What a union's desk founds: the unions below it, and book-houses.

mod create_house;
mod found_union;

pub use self::create_house::CreateHouse;
pub use self::found_union::FoundUnion;
