// CloudFront function on viewer requests (runtime cloudfront-js-2.0): what the cache key depends on becomes small.
// Accept is one of three tokens, so that a picture is kept at most three times; its own spelling would be kept in thousands.
// Client hints stay where the URL names them (hints=dpr,width,save-data), as one of the steps that Pictor knows; elsewhere they go.
// Cookies and tokens never reach the cache key: the cache policy leaves them out, and only /t/* has this behaviour.

function handler(event) {
  var request = event.request;
  var headers = request.headers;
  headers.accept = { value: token(headers.accept ? headers.accept.value.toLowerCase() : '') };
  var named = /hints=([a-z,-]+)/.exec(request.uri);
  var hints = named ? named[1].split(',') : [];
  keep(headers, 'sec-ch-dpr', hints.includes('dpr'), [1, 1.5, 2, 3]);
  keep(headers, 'sec-ch-width', hints.includes('width'), [320, 480, 640, 960, 1280, 1920, 2560]);
  var saves = hints.includes('save-data') && headers['save-data'] && headers['save-data'].value.trim().toLowerCase() === 'on';
  if (saves) headers['save-data'] = { value: 'on' };
  else delete headers['save-data'];
  return request;
}

// The next step, or the last; without one where the number is none.
function keep(headers, name, wanted, steps) {
  var text = wanted && headers[name] ? headers[name].value.trim() : '';
  var number = /^[0-9.]{1,12}$/.test(text) ? Number(text) : 0;
  if (!(number > 0)) {
    delete headers[name];
    return;
  }
  var step = steps.find(function (s) { return s >= number; });
  headers[name] = { value: String(step || steps[steps.length - 1]) };
}

function token(accept) {
  if (takes(accept, 'image/avif')) return 'image/avif,image/webp,*/*';
  if (takes(accept, 'image/webp')) return 'image/webp,*/*';
  return '*/*';
}

// Whether a type stands in the list by its own name, and not with q=0.
function takes(accept, type) {
  var ranges = accept.split(',');
  for (var i = 0; i < ranges.length; i++) {
    var parts = ranges[i].split(';');
    if (parts[0].trim() !== type) continue;
    for (var p = 1; p < parts.length; p++) {
      if (/^\s*q\s*=\s*0(\.0*)?\s*$/.test(parts[p])) return false;
    }
    return true;
  }
  return false;
}
