extension PortalScript {
    /// The side menu, the search box and what stands under it.
    static let frame = #"""
        let content = null;

        function showFrame() {
          content = el('main', { class: 'ant-layout-content' });
          const entry = (text, action) =>
            el('li', { class: 'ant-menu-item', role: 'menuitem', onclick: action },
              el('span', { class: 'ant-menu-title-content' }, text));
          root.replaceChildren(el('section', { class: 'ant-layout ant-layout-has-sider' },
            el('aside', { class: 'ant-layout-sider' },
              el('img', { src: '/spa/assets/logo.svg', alt: 'Portal OS' }),
              el('ul', { class: 'ant-menu ant-menu-root', role: 'menu' },
                entry('Ordens de serviço', () => {
                  history.pushState(null, '', '/spa/os');
                  showSearch('');
                }),
                entry('Sair', leave))),
            content));
          const asked = location.pathname.match(/^\/spa\/os(?:\/([^/]+))?$/);
          if (asked) showSearch(asked[1] || '');
          else content.replaceChildren(el('h1', {}, 'Bem-vindo, ' + session.user));
        }

        async function leave() {
          try {
            await post('logout', {});
          } finally {
            await loggedOut();
          }
        }

        function showSearch(number) {
          const result = el('div', { class: 'resultado' });
          let typed = number;
          function search() {
            const wanted = typed.trim();
            if (!wanted) return;
            history.pushState(null, '', '/spa/os/' + encodeURIComponent(wanted));
            showOrder(result, wanted);
          }
          const box = field({ class: 'ant-input', type: 'text', placeholder: 'Número da OS' },
            (value) => { typed = value; });
          box.value = number;
          box.addEventListener('keydown', (event) => { if (event.key === 'Enter') search(); });
          content.replaceChildren(
            el('span', { class: 'ant-input-group-wrapper ant-input-search' }, box,
              el('button', { type: 'button', class: 'ant-btn ant-input-search-button', onclick: search }, 'Buscar')),
            result);
          if (number) showOrder(result, number);
        }

        """#
}
