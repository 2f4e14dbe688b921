CREATE TABLE shops (
    id INTEGER PRIMARY KEY,
    name VARCHAR(80) NOT NULL UNIQUE,
    owner_id BIGINT,
    rating NUMERIC(3, 1) DEFAULT 0 CHECK (rating >= 0),
    FOREIGN KEY (owner_id) REFERENCES people (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE people (
    id INTEGER PRIMARY KEY,
    shop_id bigint REFERENCES shops (id) ON DELETE SET NULL ON UPDATE CASCADE,
    email text COLLATE NOCASE NOT NULL,
    createdAt DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "type" TEXT,
    "self" smallint,
    born date,
    ok BOOLEAN NOT NULL DEFAULT true,
    blob BLOB,
    height real,
    price decimal(10, 2),
    untyped,
    full_name TEXT GENERATED ALWAYS AS (email || 'x') STORED,
    short TEXT AS (lower(email)) VIRTUAL,
    "e-mail" nvarchar(20),
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'old')),
    age int CONSTRAINT adult CHECK (age >= 18),
    CHECK (length(email) > 3 AND age < 200)
);
CREATE INDEX ix_people_shop_id ON people (shop_id);
CREATE UNIQUE INDEX uq_people_email ON people (lower(email)) WHERE ok;
CREATE INDEX by_day ON people (createdAt DESC, email COLLATE BINARY);
CREATE TABLE shop_items (
    shop_id BIGINT NOT NULL,
    "Item No" INTEGER NOT NULL,
    a_b INTEGER,
    PRIMARY KEY (shop_id, "Item No"),
    UNIQUE (a_b, shop_id),
    CONSTRAINT once UNIQUE (a_b)
) WITHOUT ROWID;
CREATE TABLE orders (
    id TEXT PRIMARY KEY,
    shop_id BIGINT NOT NULL,
    item INTEGER NOT NULL,
    CONSTRAINT fk_item FOREIGN KEY (shop_id, item) REFERENCES shop_items (shop_id, "Item No") ON DELETE CASCADE
);
CREATE TABLE "table" (a_b INTEGER PRIMARY KEY) STRICT;
