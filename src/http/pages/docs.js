'use strict';
// Renders /openapi.json. Everything goes in as text nodes: nothing of the document is ever parsed as HTML.

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

function element(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

function resolve(api, value) {
  if (!value || !value.$ref) return value;
  return value.$ref.slice(2).split('/').reduce((at, key) => at[key], api);
}

function typeOf(api, schema) {
  if (!schema) return '';
  if (schema.$ref) return schema.$ref.split('/').pop();
  if (schema.enum) return schema.enum.map(String).join(' | ');
  if (schema.oneOf) return schema.oneOf.map((one) => typeOf(api, one)).join(' | ');
  const type = [].concat(schema.type || 'any').join(' | ');
  if (schema.items) return `${typeOf(api, schema.items)}[]`;
  const bounds = schema.minimum !== undefined ? ` ${schema.minimum}..${schema.maximum ?? ''}` : '';
  return type + (schema.format ? ` (${schema.format})` : '') + bounds;
}

function table(heads, rows) {
  const head = element('tr', {}, ...heads.map((text) => element('th', { scope: 'col' }, text)));
  const body = rows.map((cells) => element('tr', {}, ...cells.map((cell) => element('td', {}, cell ?? ''))));
  const whole = element('table', {}, element('thead', {}, head), element('tbody', {}, ...body));
  return element('div', { class: 'wide' }, whole);
}

const code = (text) => element('code', {}, text);

function parametersOf(api, item, operation) {
  const all = [...(item.parameters || []), ...(operation.parameters || [])].map((one) => resolve(api, one));
  if (!all.length) return [];
  const rows = all.map((p) => [code(p.name), p.in, typeOf(api, p.schema), p.description]);
  return [element('h3', {}, 'Parameters'), table(['name', 'in', 'type', 'meaning'], rows)];
}

function membersOf(api, schema) {
  const plain = resolve(api, schema);
  const required = new Set(plain.required || []);
  return Object.entries(plain.properties || {}).map(([name, member]) => [
    code(name), typeOf(api, member), required.has(name) ? 'yes' : '', (resolve(api, member) || {}).description,
  ]);
}

function bodyOf(api, operation) {
  const content = resolve(api, operation.requestBody)?.content;
  if (!content) return [];
  return Object.entries(content).flatMap(([type, media]) => [
    element('h3', {}, 'Body ', element('span', { class: 'quiet' }, type)),
    table(['member', 'type', 'required', 'meaning'], membersOf(api, media.schema)),
  ]);
}

function answersOf(api, operation) {
  const rows = Object.entries(operation.responses).map(([status, given]) => {
    const response = resolve(api, given);
    const media = Object.entries(response.content || {});
    const shown = media.map(([type, m]) => (m.schema?.$ref ? `${type}: ${typeOf(api, m.schema)}` : type)).join(', ');
    return [code(status), response.description, shown];
  });
  return [element('h3', {}, 'Answers'), table(['status', 'meaning', 'content'], rows)];
}

function renderOperation(api, path, method, item) {
  const operation = item[method];
  const title = element('h3', {}, element('span', { class: `method ${method}` }, method.toUpperCase()), code(path));
  const open = Array.isArray(operation.security) && operation.security.length === 0;
  const access = element('p', { class: 'quiet' }, open ? 'No token needed.' : `Bearer token. ${operation['x-role'] || ''}`);
  const text = element('p', {}, operation.description || operation.summary);
  return element('section', { id: operation.operationId }, title, text, access,
    ...parametersOf(api, item, operation), ...bodyOf(api, operation), ...answersOf(api, operation));
}

function renderSchema(api, name, schema) {
  const rows = membersOf(api, schema);
  return element('section', { id: `schema-${name}` }, element('h3', {}, name),
    element('p', {}, schema.description || ''), ...(rows.length ? [table(['member', 'type', 'required', 'meaning'], rows)] : []));
}

function link(id, ...children) {
  return element('a', { href: `#${id}` }, ...children);
}

function render(api) {
  const contents = document.getElementById('contents');
  const main = document.getElementById('operations');
  document.getElementById('summary').textContent = api.info.description;
  for (const tag of api.tags) {
    contents.append(element('h2', {}, tag.name));
    main.append(element('h2', {}, tag.name), element('p', {}, tag.description || ''));
    for (const [path, item] of Object.entries(api.paths)) {
      for (const method of METHODS.filter((one) => item[one]?.tags.includes(tag.name))) {
        main.append(renderOperation(api, path, method, item));
        contents.append(link(item[method].operationId, element('span', { class: `method ${method}` }, method.toUpperCase()), path));
      }
    }
  }
  contents.append(element('h2', {}, 'Schemas'));
  main.append(element('h2', {}, 'Schemas'));
  for (const [name, schema] of Object.entries(api.components.schemas)) {
    main.append(renderSchema(api, name, schema));
    contents.append(link(`schema-${name}`, name));
  }
  if (location.hash) document.getElementById(decodeURIComponent(location.hash.slice(1)))?.scrollIntoView();
}

async function start() {
  for (const place of document.querySelectorAll('[data-origin]')) place.textContent = location.origin;
  const main = document.getElementById('operations');
  if (!main) return;
  try {
    const answer = await fetch('/openapi.json');
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    render(await answer.json());
  } catch (failure) {
    main.append(element('p', { role: 'alert' }, `The API description could not be read: ${failure.message}`));
  }
}

start();
