CREATE TABLE shops (
    id bigint AUTO_INCREMENT PRIMARY KEY,
    name varchar(80) NOT NULL UNIQUE,
    owner_id int unsigned,
    rating decimal(3, 1) DEFAULT 0 CHECK (rating >= 0)
) COMMENT 'The shops';
CREATE TABLE people (
    id int unsigned AUTO_INCREMENT PRIMARY KEY,
    shop_id bigint,
    email varchar(200) COLLATE utf8mb4_bin NOT NULL COMMENT 'where to write to',
    createdAt datetime(6) NOT NULL DEFAULT current_timestamp(6),
    changed timestamp NOT NULL DEFAULT current_timestamp ON UPDATE current_timestamp,
    `type` text,
    `self` smallint,
    born date,
    wakes time,
    ok boolean NOT NULL DEFAULT true,
    `blob` longblob,
    small varbinary(20),
    height float,
    weight double,
    price decimal(10, 2),
    tiny tinyint,
    big bigint unsigned,
    bits bit(3),
    data json,
    `key` binary(16) CHECK (`key` <> 0),
    KEY `key` (`key`, born),
    code char(3),
    state enum('new', 'on_sale') NOT NULL DEFAULT 'new',
    odd enum('a b', 'it''s'),
    flags set('a', 'b'),
    full_name varchar(300) AS (concat(email, 'x')) STORED,
    short varchar(10) AS (left(email, 10)) VIRTUAL,
    `e-mail` varchar(20),
    age int CHECK (age >= 18),
    CONSTRAINT adult CHECK (age >= 18),
    CHECK (length(email) > 3 AND age < 200),
    CONSTRAINT fk_shop FOREIGN KEY (shop_id) REFERENCES shops (id) ON DELETE SET NULL ON UPDATE CASCADE
);
ALTER TABLE shops ADD CONSTRAINT fk_owner FOREIGN KEY (owner_id) REFERENCES people (id);
CREATE INDEX ix_people_born ON people (born);
CREATE UNIQUE INDEX uq_people_email ON people (email, age);
CREATE INDEX by_type ON people (`type`(20), createdAt);
CREATE TABLE shop_items (
    shop_id bigint NOT NULL,
    `Item No` int NOT NULL,
    a_b int,
    PRIMARY KEY (shop_id, `Item No`),
    UNIQUE (a_b, shop_id),
    CONSTRAINT once UNIQUE (a_b)
);
CREATE TABLE orders (
    id int PRIMARY KEY,
    shop_id bigint NOT NULL,
    item int NOT NULL,
    state enum('new', 'on_sale'),
    FOREIGN KEY (shop_id, item) REFERENCES shop_items (shop_id, `Item No`) ON DELETE CASCADE
);
CREATE TABLE `table` (a_b int PRIMARY KEY, at datetime) DEFAULT CHARSET = latin1;
