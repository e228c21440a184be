// Tables are sorted by a click on a column's title; numbers from the largest down, a second click turns it around.
document.querySelectorAll('table').forEach(function (table) {
  table.querySelectorAll('th button').forEach(function (button, column) {
    var descending = column > 0;
    button.addEventListener('click', function () {
      var body = table.tBodies[0];
      var key = function (row) {
        var cell = row.cells[column];
        return column > 0 ? Number(cell.dataset.value) : cell.textContent;
      };
      Array.from(body.rows).sort(function (left, right) {
        var a = key(left), b = key(right);
        return (a < b ? -1 : a > b ? 1 : 0) * (descending ? -1 : 1);
      }).forEach(function (row) { body.appendChild(row); });
      descending = !descending;
    });
  });
});
