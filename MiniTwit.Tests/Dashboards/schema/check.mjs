// Says what in dashboards' files is not of Grafana's types: node check.mjs FILE...
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { createGenerator } from 'ts-json-schema-generator';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const types = { path: here('types.ts'), tsconfig: here('tsconfig.json'), expose: 'none', topRef: false };
const schema = createGenerator(types).createSchema('Parts');
// What a file leaves out has a default.
const { properties, definitions } = JSON.parse(
  JSON.stringify(schema, (key, value) => (key === 'required' && Array.isArray(value) ? undefined : value)),
);
const ajv = new Ajv({ allErrors: true, allowUnionTypes: true, strict: true });
const parts = new Map(Object.entries(properties).map(([name, part]) => [name, ajv.compile({ ...part, definitions })]));

function check(where, name, value) {
  const fits = parts.get(name);
  if (fits?.(value)) {
    return;
  }

  process.exitCode = 1;
  console.log(`${where}: ${fits ? '' : `no type ${name}`}`);
  for (const { instancePath, message, params } of fits?.errors ?? []) {
    console.log(`  ${instancePath} ${message} ${JSON.stringify(params)}`);
  }
}

function checkPanel(file, panel) {
  const where = `${file}, ${panel.title}`;
  check(where, panel.type, panel);
  // An override is by its id's path what the default of all fields is.
  for (const { id, value } of (panel.fieldConfig?.overrides ?? []).flatMap((override) => override.properties)) {
    const defaults = id.split('.').reduceRight((inner, name) => ({ [name]: inner }), value);
    check(`${where}, ${id}`, panel.type, { fieldConfig: { defaults } });
  }

  for (const inner of panel.panels ?? []) {
    checkPanel(file, inner);
  }
}

for (const file of process.argv.slice(2)) {
  const dashboard = JSON.parse(readFileSync(file, 'utf8'));
  check(file, 'dashboard', dashboard);
  for (const panel of dashboard.panels) {
    checkPanel(file, panel);
  }
}
