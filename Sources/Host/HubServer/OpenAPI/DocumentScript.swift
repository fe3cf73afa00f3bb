/// The script of `/docs`. Text of the document becomes text nodes, never markup.
enum DocumentScript {
    static let text = #"""
        "use strict";
        const make = (tag, text, ...children) => {
          const node = document.createElement(tag);
          if (text !== null) node.textContent = text;
          node.append(...children);
          return node;
        };
        const show = (api) => {
          const resolve = (value) => {
            let seen = 0;
            while (value && value.$ref && seen++ < 10) {
              value = value.$ref.slice(2).split("/").reduce((node, key) => node && node[key], api);
            }
            return value || {};
          };
          const kind = (schema) => {
            if (schema.$ref) return schema.$ref.split("/").pop();
            if (schema.enum) return schema.enum.map((word) => JSON.stringify(word)).join(" | ");
            if ("const" in schema) return JSON.stringify(schema.const);
            const type = [].concat(schema.type || "any").join(" | ");
            return schema.items ? type + " of " + kind(schema.items) : type + (schema.format ? ", " + schema.format : "");
          };
          const table = (head, rows) => make("table", null,
            make("thead", null, make("tr", null, ...head.map((text) => make("th", text)))),
            make("tbody", null, ...rows.map((row) => make("tr", null, ...row.map((text) => make("td", text))))));
          const fields = (schema) => {
            const required = schema.required || [];
            const rows = Object.entries(schema.properties || {}).map(([name, field]) =>
              [name + (required.includes(name) ? " *" : ""), kind(field), field.description || ""]);
            return rows.length ? [table(["field (* required)", "type", "meaning"], rows)] : [];
          };
          const example = (media) => {
            if (media.example === undefined) return [];
            const text = typeof media.example === "string" ? media.example : JSON.stringify(media.example, null, 2);
            return [make("pre", text)];
          };
          const content = (holder) => Object.entries(holder.content || {}).flatMap(([type, media]) =>
            [make("p", type + ": " + kind(media.schema)), ...fields(resolve(media.schema)), ...example(media)]);
          const answer = ([status, reference]) => {
            const response = resolve(reference);
            const headers = Object.entries(response.headers || {}).map(([name, header]) =>
              [name, resolve(header).description || ""]);
            return make("details", null, make("summary", status + " " + response.description), ...content(response),
              ...(headers.length ? [table(["header", "meaning"], headers)] : []));
          };
          const operation = (path, method, item) => {
            const node = make("article", null,
              make("h3", null, make("span", method.toUpperCase()), " " + path), make("p", item.summary));
            node.id = item.operationId;
            node.querySelector("span").className = "method";
            if (item.security && item.security.length === 0) node.append(make("p", "Needs no token."));
            const parameters = (item.parameters || []).map(resolve);
            if (parameters.length) {
              node.append(make("h4", "Parameters"), table(["name", "in", "type", "meaning"], parameters.map((one) =>
                [one.name + (one.required ? " *" : ""), one.in, kind(one.schema), one.description || ""])));
            }
            if (item.requestBody) node.append(make("h4", "Body"), ...content(item.requestBody));
            node.append(make("h4", "Answers"), ...Object.entries(item.responses).map(answer));
            return node;
          };
          const main = document.getElementById("document");
          const nav = document.getElementById("groups");
          main.replaceChildren(make("h1", api.info.title + " " + api.info.version), make("p", api.info.description));
          const all = Object.entries(api.paths).flatMap(([path, item]) =>
            Object.entries(item).map(([method, one]) => ({ path, method, one })));
          for (const tag of api.tags) {
            main.append(make("h2", tag.name));
            nav.append(make("h2", tag.name));
            for (const { path, method, one } of all.filter((entry) => entry.one.tags.includes(tag.name))) {
              main.append(operation(path, method, one));
              const link = make("a", one.summary);
              link.href = "#" + one.operationId;
              nav.append(link);
            }
          }
          if (location.hash) document.getElementById(location.hash.slice(1))?.scrollIntoView();
        };
        fetch("/openapi.json").then((response) => response.ok ? response.json() : Promise.reject(response.status)).then(show)
          .catch((reason) => { document.getElementById("document").replaceChildren(
            make("p", "The document could not be read: " + reason)); });
        """#
}
