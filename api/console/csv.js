// @ts-check
/** CSV as offices write it (RFC 4180; comma, semicolon or tab), and back without formulas. */

const FORMULA = /^[=+\-@\t\r]/; // a spreadsheet would run a cell that begins so

/** @param {string} text @returns {string[][]} rows of cells; empty lines are left out */
export function readCsv(text) {
  const plain = text.replace(/^\ufeff/, '');
  const mark = delimiter(plain);
  /** @type {string[][]} */
  const rows = [];
  let row = [''];
  let quoted = false;
  for (let at = 0; at < plain.length; at += 1) {
    const sign = plain[at];
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign;
      else if (plain[at + 1] === '"') { row[row.length - 1] += '"'; at += 1; } else quoted = false;
    } else if (sign === '"' && row.at(-1) === '') quoted = true;
    else if (sign === mark) row.push('');
    else if (sign === '\n') { rows.push(row); row = ['']; } else if (sign !== '\r') row[row.length - 1] += sign;
  }
  rows.push(row);
  return rows.filter((cells) => cells.some((cell) => cell.trim()));
}

/** @param {string[][]} rows @returns {string} every cell quoted where needed, none that a spreadsheet would run */
export function writeCsv(rows) {
  return rows.map((row) => row.map(safeCell).join(',')).join('\r\n') + '\r\n';
}

/** @param {string} cell */
function safeCell(cell) {
  const harmless = FORMULA.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

/** @param {string} text @returns {string} the sign that stands most often in the first line */
function delimiter(text) {
  const first = text.slice(0, text.search(/[\r\n]|$/));
  return [',', ';', '\t'].reduce((best, mark) => (first.split(mark).length > first.split(best).length ? mark : best));
}
