using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace MiniTwit.ApiService.Data.Migrations
{
    /// <inheritdoc />
    public partial class AccountNames : Migration
    {
        // All of it may be run again: when the second step is interrupted, the first has been committed. Its lists were made of
        // UnicodeData.txt, DerivedCoreProperties.txt (15.0) and of the confusables of UTS 39; docs/decisions/0020 says what for.
        private const string Functions =
            """
            CREATE TABLE IF NOT EXISTS taken_names (
                name_hash bytea NOT NULL CONSTRAINT pk_taken_names PRIMARY KEY,
                user_id bigint NOT NULL);

            -- The form in which names that look the same are one; of a name in upper case, as users.normalized_name has it.
            CREATE OR REPLACE FUNCTION fold_name(name text) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
            DECLARE
                folded text;
            BEGIN
                -- What nobody sees (Default_Ignorable_Code_Point).
                folded := regexp_replace(
                    name,
                    '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFF8\U0001BCA0-\U0001BCA3\U0001D173-\U0001D17A\U000E0000-\U000E0FFF]+',
                    '', 'g');
                -- Decomposed, as compatibility characters are; those without an upper case of their own leave lower case behind, and .NET has
                -- none for ß.
                folded := translate(
                    normalize(folded, NFKD),
                    U&'abcdefghijklmnopqrstuvwxyzæðøħŋœɐɑɒɓɔɖɗəɛɜɠɡɣɥɦɨɩɪɫɬɯɱɲɵɽʀʂʃʈʉʊʋʌʒʝ\0345αβγδεζηθικλμνξοπρςστυφχψωϝнъьեիխմնվւნꜧꝯß',
                    U&'ABCDEFGHIJKLMNOPQRSTUVWXYZÆÐØĦŊŒⱯⱭⱰƁƆƉƊƏƐꞫƓꞬƔꞍꞪƗƖꞮⱢꞭƜⱮƝƟⱤƦꟅƩƮɄƱƲɅƷꞲΙΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΣΤΥΦΧΨΩϜНЪЬԵԻԽՄՆՎՒᲜꜦꝮẞ');
                folded := btrim(regexp_replace(folded, '[ \u1680\u2800]+', ' ', 'g'));
                -- Cyrillic and Greek capitals that look like Latin ones.
                RETURN translate(
                    folded,
                    'АВЕЅІЈКМНОРСТУХѴӀԀԌԚԜΑΒΕΖΗΙΚΜΝΟΡΤΥΧͿϹ',
                    'ABESIJKMHOPCTYXVIDGQWABEZHIKMNOPTYXJC');
            END $$;

            CREATE OR REPLACE FUNCTION name_hash(name text) RETURNS bytea LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
            AS $$ SELECT sha256(convert_to(fold_name(name), 'UTF8')) $$;

            -- The user of exactly that name, or else the one whose name looks the same.
            CREATE OR REPLACE FUNCTION find_user(wanted text) RETURNS bigint LANGUAGE plpgsql STABLE STRICT PARALLEL SAFE AS $$
            DECLARE
                found_id bigint;
            BEGIN
                SELECT id INTO found_id FROM users WHERE normalized_name = wanted;
                IF NOT FOUND THEN
                    SELECT u.id INTO found_id FROM taken_names t JOIN users u ON u.id = t.user_id WHERE t.name_hash = name_hash(wanted);
                END IF;
                RETURN found_id;
            END $$;

            -- Returns no row, and so inserts none, when the name is taken. In the database, as both versions of an update must obey.
            CREATE OR REPLACE FUNCTION claim_name() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                -- Somebody of that very name, from before this migration, may not have been entered yet.
                INSERT INTO taken_names (name_hash, user_id)
                VALUES (
                    name_hash(NEW.normalized_name),
                    coalesce((SELECT id FROM users WHERE normalized_name = NEW.normalized_name), NEW.id))
                ON CONFLICT DO NOTHING;
                RETURN CASE WHEN FOUND THEN NEW END;
            END $$;

            CREATE OR REPLACE TRIGGER claim_name BEFORE INSERT ON users FOR EACH ROW EXECUTE FUNCTION claim_name();
            """;

        // The oldest user of a name gets it; the others keep theirs and are found by it alone. Migrator says who.
        private const string Fill =
            """
            DO $$
            DECLARE
                last bigint := 0;
            BEGIN
                LOOP
                    WITH batch AS (SELECT id, normalized_name FROM users WHERE id > last ORDER BY id LIMIT 5000),
                    entered AS (
                        INSERT INTO taken_names (name_hash, user_id) SELECT name_hash(normalized_name), id FROM batch ORDER BY id
                        ON CONFLICT DO NOTHING)
                    SELECT max(id) INTO last FROM batch;
                    EXIT WHEN last IS NULL;
                    COMMIT;
                    PERFORM pg_sleep(0.02);
                END LOOP;
            END $$;
            """;

        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql(Functions);
            migrationBuilder.Sql(Fill, suppressTransaction: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder) =>
            migrationBuilder.Sql(
                """
                DROP TRIGGER claim_name ON users;
                DROP FUNCTION claim_name, find_user, name_hash, fold_name;
                DROP TABLE taken_names;
                """);
    }
}
