extension PortalScript {
    /// The login. Whatever is shown gives way to it as soon as a call says that nobody is logged in.
    static let login = #"""
        function showLogin(message) {
          const form = { usuario: '', senha: '' };
          const item = (input) => el('div', { class: 'ant-form-item' }, input);
          history.replaceState(null, '', '/spa/login');
          async function submit(event) {
            event.preventDefault();
            try {
              const { status, data } = await post('login', form);
              if (status === 200) {
                take(data);
                history.replaceState(null, '', '/spa/');
                showFrame();
              } else {
                showLogin(data.erro || 'Não foi possível entrar');
              }
            } catch (error) {
              root.replaceChildren(failure(error));
            }
          }
          const notice = message ? [el('div', { class: 'ant-alert ant-alert-error', role: 'alert' }, message)] : [];
          root.replaceChildren(el('form', { class: 'ant-form', id: 'login', onsubmit: submit },
            el('h1', {}, 'Portal OS'), ...notice,
            item(field({ id: 'login_username', class: 'ant-input', placeholder: 'Usuário', autocomplete: 'username' },
              (value) => { form.usuario = value; })),
            item(field({ id: 'login_password', class: 'ant-input', type: 'password', placeholder: 'Senha',
              autocomplete: 'current-password' }, (value) => { form.senha = value; })),
            el('button', { type: 'submit', class: 'ant-btn ant-btn-primary' }, el('span', {}, 'Entrar'))));
        }

        // The token of the login page is bound to a session, which has gone with the other.
        async function loggedOut() {
          session.user = null;
          await start();
        }

        """#
}
