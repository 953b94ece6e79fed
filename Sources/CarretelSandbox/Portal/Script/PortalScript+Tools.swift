extension PortalScript {
    /// Elements, and calls of the API. An answer without JSON is taken for that of somebody who is logged out, as where a
    /// proxy does the login.
    static let tools = #"""
        const root = document.getElementById('root');
        const session = { user: null, token: '' };

        function el(tag, attributes, ...children) {
          const node = document.createElement(tag);
          for (const [name, value] of Object.entries(attributes || {})) {
            if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
            else node.setAttribute(name, value);
          }
          node.append(...children);
          return node;
        }

        // A controlled input: what it holds is known by its events alone.
        function field(attributes, changed) {
          const take = (event) => changed(event.target.value);
          return el('input', { ...attributes, oninput: take, onchange: take });
        }

        function spin() {
          return el('div', { class: 'ant-spin ant-spin-spinning' }, el('span', { class: 'ant-spin-dot' }));
        }

        async function call(path, options) {
          const answer = await fetch('/spa/api/' + path, { credentials: 'same-origin', ...options });
          const type = answer.headers.get('content-type') || '';
          if (answer.status >= 500) throw new Error(String(answer.status));
          const data = type.startsWith('application/json') ? await answer.json() : null;
          return { status: data ? answer.status : 401, data: data || {} };
        }

        function post(path, body) {
          const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': session.token };
          return call(path, { method: 'POST', headers, body: JSON.stringify(body) });
        }

        function take(state) {
          session.user = state.usuario;
          session.token = state.csrf || '';
        }

        async function start() {
          root.replaceChildren(spin());
          try {
            const { data } = await call('sessao');
            take(data);
          } catch (error) {
            return root.replaceChildren(failure(error));
          }
          if (session.user) showFrame(); else showLogin();
        }

        function failure(error) {
          return el('div', { class: 'ant-result ant-result-500' },
            el('div', { class: 'ant-result-title' }, '500'),
            el('div', { class: 'ant-result-subtitle' }, 'Ocorreu um erro ao carregar (' + error.message + ').'));
        }

        """#
}
